"""How the language model is made: from clean text to the file that the checker reads. Nothing here runs in a check."""
