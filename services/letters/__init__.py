"""Dead letters: the log that keeps them, and their way back onto the stream."""
