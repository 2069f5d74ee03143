"""Claims across documents: who says what, through whom, when, and what conflicts with what."""
