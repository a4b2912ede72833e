"""Muon for convolutions: steps of the same size in every direction of a layer's kernel.

Muon (Jordan et al., 2024, kellerjordan.github.io/posts/muon) orthogonalises the momentum of each
weight matrix before it takes a step, so that rare directions are learned as fast as common ones: a
quick training needs fewer images. Keras' own class does so for matrices only; like Jordan's
training of CIFAR-10 (arXiv:2404.00498, "airbench"), this one takes a convolution's kernel as the
matrix (height * width * channels in, channels out). All other weights are AdamW's, and so is the
first layer's kernel, whose single input channel has no rare directions.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

ADAM_SHARE = 0.2
"""AdamW's learning rate as a part of Muon's."""


class ConvolutionMuon(keras.optimizers.Muon):
    """Keras' Muon, with kernels of convolutions as matrices.

    Args:
        weight_decay: per step, as a part of the learning rate; for all weights.
    """

    def __init__(self, weight_decay: float) -> None:
        super().__init__(
            weight_decay=weight_decay, adam_weight_decay=weight_decay, adam_lr_ratio=ADAM_SHARE
        )

    def _should_use_adamw(self, variable: Any) -> bool:
        return len(variable.shape) != 4 or variable.shape[2] == 1

    def _muon_update_step(self, gradient: Any, variable: Any, lr: Any, m: Any) -> None:
        self.assign_add(m, gradient + m * (self.momentum - 1))
        update = ops.reshape(gradient + self.momentum * m, (-1, variable.shape[-1]))
        step = self.zeropower_via_newtonschulz5(update, self.ns_steps)
        self.assign_sub(variable, ops.reshape(self.lr_adjust(lr * step), variable.shape))
