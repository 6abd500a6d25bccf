"""The steps, oldest first. One that has been released is never changed: the next change is the next file."""
