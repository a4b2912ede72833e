"""The catalogue: every text that users read.

``frame``, ``draw_page`` and ``train_page`` have what stands on the pages, ``commands`` what the
command line says, ``reports`` what the engine is doing, ``errors`` why something cannot be done.
``message`` translates.
"""
