"""The grammar of citations: document numbers, titles in 《》 and articles of laws. It reads, and judges nothing."""
