"""Punctuation marks by GB/T 15834-2011: pure functions from a text to the slips in it, and the rules they break.

They read the text before folding, for folding makes marks of either width alike and takes some out.
"""
