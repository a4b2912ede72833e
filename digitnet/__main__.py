"""``python -m digitnet``."""

from digitnet.cli import main

main()
