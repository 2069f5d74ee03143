"""`python -m corpus_kp`: the command `corpus-kp`."""

from corpus_kp.cli import main

main(prog_name="corpus-kp")
