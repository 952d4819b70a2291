"""`python -m wooncirkel` is the command `wooncirkel`."""

from wooncirkel.cli import main

main()
