"""Checks: one post in, its report out, nothing kept."""
