"""What the tests of trainings share."""

from tests.support.few_images import few_images

__all__ = ["few_images"]
