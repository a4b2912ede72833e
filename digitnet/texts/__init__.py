"""The catalogue: every text that users read.

``draw_page``, ``number_page`` (answers with several digits), ``train_page``, ``inside_page`` and
``data_page`` have what stands on these pages, ``room_page`` what phones and the wall say,
``around_pages`` what all pages share, ``commands`` what the command line says, ``refusals`` what
the server says when it refuses something, ``reports`` what the engine is doing, ``errors`` why
something cannot be done. ``message`` translates.
"""
