"""The statistical proof-reader: a language model that fits in the repository, and what is made of its doubts."""
