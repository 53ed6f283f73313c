"""Smooth interpolation of scattered values: pull-push (Gortler et al., The Lumigraph, 1996)."""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import AnyArray, Floats


def spread(values: AnyArray, weight: Floats) -> Floats:
    """`values` (H, W, C) where `weight` (H, W), in [0, 1], is positive, elsewhere interpolated smoothly.

    Weights below 1 mix a value with what is interpolated from others. Takes time proportional to the area.
    """
    height, width = weight.shape
    if not weight.all() and max(height, width) > 1:
        coarse_size = ((width + 1) // 2, (height + 1) // 2)
        mass = cv2.resize(weight, coarse_size, interpolation=cv2.INTER_AREA)
        mean = cv2.resize(values * weight[..., None], coarse_size, interpolation=cv2.INTER_AREA)
        mean = mean.reshape(*mass.shape, -1) / np.maximum(mass, 1e-9)[..., None]
        coarse = spread(mean * (mass > 0)[..., None], np.minimum(mass * 4, 1))
        fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR).reshape(values.shape)
        return np.asarray(values * weight[..., None] + fine * (1 - weight[..., None]))
    return values
