"""The lexicon that answers now, and its reload."""
