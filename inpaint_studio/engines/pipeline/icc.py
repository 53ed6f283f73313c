"""ICC profiles of RGB photos as transforms to sRGB and back, in floating point.

A matrix profile (Adobe RGB, Display P3, ProPhoto and nearly every other) is evaluated exactly: its tone
curves and its matrix to CIE XYZ of D50 (ICC.1:2022, 8.3 and 10). Little CMS as bundled with Pillow
computes in 8 bit only, so its result for a profile with tables becomes a lattice that is interpolated.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms

from ...core.arrays import AnyArray, Bytes, Doubles, FloatPixels

_TO_SRGB = np.linalg.inv(
    np.array([[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.71410]])
)
"""From XYZ of D50 to linear sRGB: the inverse of the colorants in the sRGB profile of the ICC."""
_SAMPLES = 65536  # points of a tone curve: those of 16 bit
_NODES = 52  # of a lattice on each axis: steps of 5 levels of 8 bit, so that nodes are whole levels
_UNSEEN = 1 / 255  # a profile that changes no colour by more counts as sRGB

_Curve = Doubles
_Lattice = Callable[[FloatPixels], FloatPixels]


@dataclass(frozen=True, eq=False)
class Conversion:
    """Between the colours of a photo and sRGB: arrays (..., 3) in [0, 1], float32 in and out."""

    to_srgb: Callable[[FloatPixels], FloatPixels]
    from_srgb: Callable[[FloatPixels], FloatPixels]


@lru_cache(maxsize=4)
def conversion(profile: bytes) -> Conversion | None:
    """The transforms of an RGB profile, relative colorimetric; None if it is that of sRGB.

    Colours outside sRGB are clipped to it. Raises ValueError for anything but a usable RGB profile.
    """
    try:
        found = _of_profile(profile)
    except (struct.error, KeyError, IndexError, OSError, TypeError, ImageCms.PyCMSError) as error:
        raise ValueError("not a usable profile") from error
    steps = np.linspace(0, 1, 9, dtype=np.float32)
    colours = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    converted = found.to_srgb(colours)
    if not np.isfinite(converted).all():
        raise ValueError("not a usable profile")
    return None if np.abs(converted - colours).max() <= _UNSEEN else found


def _of_profile(profile: bytes) -> Conversion:
    if profile[36:40] != b"acsp" or profile[16:20] != b"RGB ":
        raise ValueError("not a profile of RGB")
    tags = _tags(profile)
    if b"A2B0" in tags and b"B2A0" in tags:
        return _by_tables(profile)
    curves = [_curve(tags[name]) for name in (b"rTRC", b"gTRC", b"bTRC")]
    colorants = np.stack([_xyz(tags[name]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")], axis=1)
    return _by_matrix(curves, colorants)


def _tags(profile: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", profile, 128)
    found = {}
    for index in range(min(count, 100)):
        name, offset, size = struct.unpack_from(">4sII", profile, 132 + 12 * index)
        found[name] = profile[offset : offset + size]
    return found


def _xyz(tag: bytes) -> Doubles:
    return np.array(struct.unpack_from(">3i", tag, 8)) / 65536


def _curve(tag: bytes) -> _Curve:
    """A tone curve, from the value in the file to light, at `_SAMPLES` even steps: float64, rising."""
    at = np.linspace(0, 1, _SAMPLES)
    if tag[:4] == b"curv":
        (count,) = struct.unpack_from(">I", tag, 8)
        if count == 0:
            return at
        if count == 1:
            return np.asarray(at ** (struct.unpack_from(">H", tag, 12)[0] / 256))
        points = np.frombuffer(tag, ">u2", count, 12) / 65535
        light = np.interp(at, np.linspace(0, 1, count), points)
    elif tag[:4] == b"para":
        light = _parametric(at, tag)
    else:
        raise ValueError("no tone curve")
    if light[-1] <= light[0]:
        raise ValueError("a tone curve that does not rise")
    return np.asarray(np.maximum.accumulate(light))


def _parametric(at: Doubles, tag: bytes) -> Doubles:
    """The five kinds of parametric curves (ICC.1:2022, table 68)."""
    (kind,) = struct.unpack_from(">H", tag, 8)
    count = (1, 3, 4, 5, 7)[kind]
    gamma, *rest = (value / 65536 for value in struct.unpack_from(f">{count}i", tag, 12))
    if kind == 0:
        return np.asarray(at**gamma)
    slope, offset = rest[:2]
    power = np.maximum(slope * at + offset, 0) ** gamma
    if kind == 1:
        return np.asarray(np.where(at >= -offset / slope, power, 0))
    if kind == 2:
        return np.asarray(np.where(at >= -offset / slope, power + rest[2], rest[2]))
    above, below = rest[4:6] if kind == 4 else (0.0, 0.0)
    return np.asarray(np.where(at >= rest[3], power + above, rest[2] * at + below))


def _by_matrix(curves: list[_Curve], colorants: Doubles) -> Conversion:
    """A matrix profile: `colorants` (3, 3) are the XYZ of red, green and blue as columns."""
    forward = _TO_SRGB @ colorants
    backward = np.linalg.inv(forward)  # LinAlgError is a ValueError
    at = np.linspace(0, 1, _SAMPLES)
    # over the square root of light, where the inverse of a tone curve is nearly linear
    inverses = [np.interp(at**2, curve, at) for curve in curves]

    def to_srgb(pixels: FloatPixels) -> FloatPixels:
        light = np.stack([_looked_up(pixels[..., c], curves[c]) for c in range(3)], axis=-1)
        light = np.clip(light @ forward.T, 0, 1)
        encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
        return np.asarray(encoded, np.float32)

    def from_srgb(pixels: FloatPixels) -> FloatPixels:
        pixels = np.clip(pixels, 0, 1).astype(np.float64)
        light = np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4) @ backward.T
        roots = np.sqrt(np.clip(light, 0, 1))
        planes = [_looked_up(roots[..., c], inverses[c]) for c in range(3)]
        return np.stack(planes, axis=-1).astype(np.float32)

    return Conversion(to_srgb, from_srgb)


def _looked_up(values: AnyArray, curve: _Curve) -> Doubles:
    """`curve` interpolated at these values in [0, 1]; faster than `interp`, as its steps are even."""
    place = np.clip(values, 0, 1) * np.float64(len(curve) - 1)
    below = np.minimum(place.astype(np.int32), len(curve) - 2)
    low = curve[below]
    return np.asarray(low + (curve[below + 1] - low) * (place - below))


def _by_tables(profile: bytes) -> Conversion:
    """A profile with tables: in each direction a lattice of nodes that Little CMS has converted."""
    theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    srgb = ImageCms.createProfile("sRGB")
    levels = np.linspace(0, 255, _NODES).round().astype(np.uint8)
    nodes = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(_NODES, -1, 3)

    def lattice(source: object, target: object) -> _Lattice:
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        transform = ImageCms.buildTransform(source, target, "RGB", "RGB", renderingIntent=intent)  # type: ignore[arg-type]
        made = ImageCms.applyTransform(Image.fromarray(nodes), transform)
        assert made is not None
        return _interpolation(np.asarray(made).reshape(_NODES, _NODES, _NODES, 3))

    return Conversion(lattice(theirs, srgb), lattice(srgb, theirs))


def _interpolation(table: Bytes) -> _Lattice:
    """Trilinear interpolation of a uint8 table (n, n, n, 3) over [0, 1]³."""
    from scipy.interpolate import RegularGridInterpolator

    axis = np.linspace(0, 1, table.shape[0])
    inside = RegularGridInterpolator((axis, axis, axis), table / 255.0)

    def interpolated(pixels: FloatPixels) -> FloatPixels:
        return np.asarray(inside(np.clip(pixels, 0, 1)), np.float32)

    return interpolated
