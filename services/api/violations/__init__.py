"""Violations: search, and the steps of their life cycle."""
