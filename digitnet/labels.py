"""The labels of images and drawings, which are also the network's outputs."""

DIGIT_COUNT = 10
"""The digits 0 to 9 have the labels 0 to 9."""

NON_DIGIT = 10
"""The label of what is not a digit."""

CLASSES = 11
"""Ten digits and "not a digit"."""
