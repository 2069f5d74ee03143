"""Subcommands of `corpus-kp`, one module each."""
