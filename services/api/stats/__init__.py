"""Totals of what is in the store."""
