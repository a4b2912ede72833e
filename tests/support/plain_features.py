"""Features that are an image's own rows and columns: quick, without Keras."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from digitnet.network.features import FeatureReader


@lru_cache(maxsize=1)
def plain_reader() -> FeatureReader:
    def read(images):
        pixels = np.stack(images).astype(np.float32) / 255
        features = np.concatenate([pixels.mean(axis=1), pixels.mean(axis=2)], axis=1)
        return np.full((len(images), 11), 0.5, np.float32), features

    return FeatureReader(read, 1.0)
