"""What the trainings' tests share."""

from tests.support.few_drawings import few_held_out_drawings

__all__ = ["few_held_out_drawings"]
