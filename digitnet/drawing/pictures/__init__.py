"""Pictures of numbers: ``sheet.find`` takes a picture apart, step by step, and reads nothing.

``network.picture_reader`` reads what was found; ``drawing.picture`` makes one image of a picture of
one digit.
"""
