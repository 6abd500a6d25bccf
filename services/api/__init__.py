"""The web door: what the CMS asks before publishing, and what editors and inspectors query afterwards."""
