"""What is different between two states of a corpus, and which version that asks for."""
