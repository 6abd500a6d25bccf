"""The contracts with other programs, as JSON: what they send, and what they get."""
