"""The tests; the folders are those of ``digitnet/``."""
