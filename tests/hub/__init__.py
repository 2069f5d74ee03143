"""A hub for tests, on loopback."""
