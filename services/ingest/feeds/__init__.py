"""Feeds and sitemaps: bytes to entries, and entries to posts. Nothing in here trusts what a site sends."""
