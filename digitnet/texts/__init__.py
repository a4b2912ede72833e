"""The catalogue: every text that users read.

``around_pages``, ``draw_page`` and ``train_page`` have what stands on the pages, ``commands`` what
the command line says, ``refusals`` what the server says to whom it refuses, ``reports`` what the
engine is doing, ``errors`` why something cannot be done. ``message`` translates.
"""
