"""How close a fill is to the truth, by scikit-image and SciPy.

Pictures are (H, W, 3), (H, W, 1) or (H, W), uint8, uint16 or float in [0, 1], both of one shape; `hole`
is bool (H, W) with at least one True. Differences are measured on the scale of 0 to 255.
"""

from __future__ import annotations

import numpy as np

from ..core.arrays import AnyArray, Doubles, Flags

_LUMA = np.array([0.299, 0.587, 0.114])
_SMALLEST_RMSE = 1e-3  # identical pictures get a finite PSNR, 108.1 dB
_SSIM_WINDOW = 7


def scores(truth: AnyArray, result: AnyArray, hole: Flags) -> dict[str, float]:
    """`psnr`, `ssim`, `hole_psnr`, `gmsd` and `texture`; `result` is ignored outside the hole."""
    expected, got = _rgb(truth), _rgb(result)
    got = np.where(hole[..., None], got, expected)
    return {
        "psnr": _psnr(expected - got),
        "ssim": _ssim(expected, got),
        "hole_psnr": _psnr((expected - got)[hole]),
        "gmsd": _gmsd(expected @ _LUMA, got @ _LUMA),
        "texture": _texture(expected, got, hole),
    }


def psnr(truth: AnyArray, result: AnyArray, hole: Flags | None = None) -> float:
    """Peak signal-to-noise ratio in dB, over the hole alone if one is given; at most 108.1."""
    difference = _rgb(truth) - _rgb(result)
    return _psnr(difference if hole is None else difference[hole])


def ssim(truth: AnyArray, result: AnyArray) -> float:
    """Structural similarity (Wang et al. 2004), mean over the colour channels; 1 is identical."""
    return _ssim(_rgb(truth), _rgb(result))


def gmsd(truth: AnyArray, result: AnyArray) -> float:
    """Gradient magnitude similarity deviation (Xue et al. 2014) of the luminance; 0 is perfect."""
    return _gmsd(_rgb(truth) @ _LUMA, _rgb(result) @ _LUMA)


def texture(truth: AnyArray, result: AnyArray, hole: Flags) -> float:
    """Mean gradient of the result in the hole over that of the truth: 1 is equally sharp, below 1 blurred.

    Pixels of `result` outside the hole affect the gradients at its border.
    """
    return _texture(_rgb(truth), _rgb(result), hole)


def _rgb(picture: AnyArray) -> Doubles:
    """float64 (H, W, 3) on the scale of 0 to 255."""
    if picture.ndim == 2:
        picture = picture[..., None]
    whole = np.issubdtype(picture.dtype, np.integer)
    scale = 255 / np.iinfo(picture.dtype).max if whole else 255.0
    levels = picture.astype(np.float64)
    if scale != 1:
        levels *= scale
    return np.broadcast_to(levels, (*picture.shape[:2], 3)) if picture.shape[2] == 1 else levels


def _psnr(difference: Doubles) -> float:
    return float(20 * np.log10(255 / max(np.sqrt(np.mean(difference**2)), _SMALLEST_RMSE)))


def _ssim(truth: Doubles, result: Doubles) -> float:
    from skimage.metrics import structural_similarity

    missing = [max(0, _SSIM_WINDOW - side) for side in truth.shape[:2]]
    if any(missing):
        margins = [(0, missing[0]), (0, missing[1]), (0, 0)]
        truth, result = np.pad(truth, margins, "edge"), np.pad(result, margins, "edge")
    measured = structural_similarity(truth, result, data_range=255, channel_axis=-1)  # type: ignore[no-untyped-call]
    return float(measured)


def _gradient(grey: Doubles) -> Doubles:
    from scipy import ndimage

    return np.asarray(np.hypot(ndimage.sobel(grey, 0), ndimage.sobel(grey, 1)) / 8)


def _texture(truth: Doubles, result: Doubles, hole: Flags) -> float:
    expected, got = (_gradient(picture @ _LUMA)[hole].mean() for picture in (truth, result))
    return float(got / max(expected, 0.5))


def _gmsd(truth: Doubles, result: Doubles) -> float:
    from scipy import ndimage

    a, b = (
        np.hypot(*(ndimage.prewitt(ndimage.uniform_filter(grey, 2)[::2, ::2], axis) / 3 for axis in (0, 1)))
        for grey in (truth, result)
    )
    return float(np.std((2 * a * b + 170) / (a**2 + b**2 + 170)))
