"""Stored posts judged once more, and what that changes: new, changed and gone findings."""
