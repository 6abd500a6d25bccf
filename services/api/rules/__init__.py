"""Rules: what is checked, why, and on what ground."""
