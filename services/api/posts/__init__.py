"""Posts: taken in for the stream, and the newest report on each."""
