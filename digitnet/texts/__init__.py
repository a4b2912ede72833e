"""The catalogue: every sentence that people read.

``frame``, ``draw_page`` and ``train_page`` have what stands on the pages, ``commands`` what the
command line says, ``errors`` why something cannot be done. ``message`` translates.
"""
