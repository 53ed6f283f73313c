"""Colours in CIE L*a*b*, and how those of a photo are mapped to those of a painting."""

from __future__ import annotations

import cv2
import numpy as np

from ...core.arrays import AnyArray, Doubles, FloatPixels, Floats

_QUANTILES = 65
_BY_RANK = 0.7  # of the mapping of lightness; the rest is linear, so that flat parts are not stretched much


def to_lab(image: FloatPixels) -> Floats:
    """sRGB float32 (H, W, 3) in [0, 1] as L*a*b*: L* in 0..100."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(image, np.float32), cv2.COLOR_RGB2Lab), np.float32)


def from_lab(lab: Floats) -> FloatPixels:
    """The inverse of `to_lab`, clipped to [0, 1]."""
    image = cv2.cvtColor(np.ascontiguousarray(lab, np.float32), cv2.COLOR_Lab2RGB)
    return np.asarray(np.clip(image, 0, 1), np.float32)


def lightness_like(values: Floats, of: Floats, like: Floats) -> Floats:
    """`values` mapped by the function that gives the lightness `of` a picture the distribution of `like`.

    The mapping is mostly by rank, as histograms are matched, and for the rest linear.
    """
    at = np.linspace(0, 1, _QUANTILES)
    ours, theirs = np.quantile(of, at), np.quantile(like, at)
    rising = ours + np.arange(_QUANTILES) * 1e-4
    ranked = np.interp(values, rising, theirs)
    linear = (values - of.mean()) / (of.std() + 1e-6) * like.std() + like.mean()
    return np.asarray(_BY_RANK * ranked + (1 - _BY_RANK) * linear, np.float32)


def recoloured(photo: Floats, painting: Floats) -> Floats:
    """The photo (L*a*b*, (H, W, 3)) with the distribution of the painting's colours.

    Chroma by the linear map that turns the covariance of the one into that of the other and moves colours
    least (Pitié and Kokaram: The Linear Monge-Kantorovitch Linear Colour Mapping, CVMP 2007), lightness by
    `lightness_like`.
    """
    ours, theirs = photo.reshape(-1, 3).astype(np.float64), painting.reshape(-1, 3).astype(np.float64)
    of_ours, of_theirs = _covariance(ours), _covariance(theirs)
    root = _root(of_ours)
    inverse = np.linalg.inv(root)
    turn = inverse @ _root(root @ of_theirs @ root) @ inverse
    moved = (ours - ours.mean(axis=0)) @ turn.T + theirs.mean(axis=0)
    result: Floats = moved.reshape(photo.shape).astype(np.float32)
    result[..., 0] = lightness_like(photo[..., 0], photo[..., 0], painting[..., 0])
    return result


def _covariance(colours: AnyArray) -> Doubles:
    """The 3 x 3 covariance, of at least one unit in each direction: grey pictures have none."""
    if len(colours) == 1:
        return np.eye(3)
    return np.asarray(np.cov(colours.T) + np.eye(3), np.float64)


def _root(matrix: Doubles) -> Doubles:
    """The symmetric square root of a positive matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 1e-9))) @ vectors.T, np.float64)
