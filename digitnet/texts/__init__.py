"""The catalogue: every sentence that people read.

``pages`` has what stands on the pages, ``commands`` what the command line says, ``errors`` why
something cannot be done. ``message`` translates.
"""
