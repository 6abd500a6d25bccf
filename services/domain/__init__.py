"""The nouns of the product. Standard library only; imports nothing else of the product."""
