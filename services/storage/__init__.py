"""What has been found, and what became of it."""
