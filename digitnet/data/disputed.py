"""MNIST test images whose label people dispute.

Five people looked at each image of which a cross-validated network doubted the label; of these 15,
fewer than three of the five confirmed it (Northcutt, Athalye and Mueller, "Pervasive Label Errors
in Test Sets Destabilize Machine Learning Benchmarks", 2021, arXiv 2103.14749, labelerrors.com).
"""

from __future__ import annotations

DISPUTED = {
    947: (8, 9), 1621: (0, 6), 1901: (9, 4), 2130: (4, 9), 2462: (2, 0), 2597: (5, 3),
    2654: (6, 1), 3520: (6, 4), 3558: (5, 0), 5937: (5, 3), 6651: (0, 6), 6783: (1, 6),
    8527: (4, 9), 9679: (6, 3), 9729: (5, 6),
}  # fmt: skip
"""The number of the test image, from 0; its label, and the digit that the network proposed."""
