"""Lost columns of sinograms: how many are found, and how well they are filled.

`python -m tests.benchmarks.medical_stripes [--tuning] [--find-only]`. Sinograms (180 angles) are computed by
scikit-image from slices of 256 px, real ones and the Shepp-Logan phantom, with noise of 0 and 0.5 % of their
range. Some columns are dead (0), saturated, stuck, of wrong gain, noisy or offset. PSNR is that of the filled
columns against the noise-free sinogram.
"""

from __future__ import annotations

import sys
import warnings

import cv2
import numpy as np

from inpaint_studio.core.arrays import Flags, Floats
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.medical.stripes import ENGINE, PARAMS, find_lines

from .medical_data import REPORTED, TUNING, volumes

_KINDS = ("dead", "saturated", "stuck", "gain", "noisy", "offset")


def sinogram(plane: Floats) -> Floats:
    """Projections (angles, detectors) of a slice."""
    from skimage.transform import radon

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        small = cv2.resize(plane.astype(np.float64), (256, 256), interpolation=cv2.INTER_AREA)
        angles = np.linspace(0, 180, 180, endpoint=False)
        return radon(small - small.min(), theta=angles, circle=False).T.astype(np.float32)


def broken(picture: Floats, width: int, count: int, rng: np.random.Generator) -> tuple[Floats, Flags]:
    """The sinogram with lost columns of random kinds, and which these are."""
    out, lost = picture.copy(), np.zeros(picture.shape[1], bool)
    span = float(np.ptp(picture))
    shown = np.flatnonzero(picture.mean(axis=0) > 0.1 * picture.mean())  # where the body casts a shadow
    places = np.arange(shown[0] + 8, shown[-1] - 8 - width, width + 8)
    for first in rng.choice(places, min(count, len(places)), replace=False):
        columns = slice(int(first), int(first) + width)
        kind = str(rng.choice(_KINDS))
        lost[columns] = True
        if kind == "dead":
            out[:, columns] = 0
        elif kind == "saturated":
            out[:, columns] = picture.max()
        elif kind == "stuck":
            out[:, columns] = picture[int(rng.integers(len(picture))), columns]
        elif kind == "gain":
            out[:, columns] *= float(rng.choice([0.8, 0.9, 1.15]))
        elif kind == "noisy":
            out[:, columns] += rng.normal(0, 0.05 * span, out[:, columns].shape)
        else:
            out[:, columns] += float(rng.choice([-0.05, 0.05])) * span
    return out, lost


def linear(picture: Floats, lost: Flags, kind: str = "linear") -> Floats:
    """Each row interpolated across the lost columns."""
    from scipy.interpolate import interp1d

    known = np.flatnonzero(~lost)
    return interp1d(known, picture[:, known], kind=kind, axis=1)(np.arange(picture.shape[1]))


def by_engine(name: str, picture: Floats, lost: Flags, params: dict[str, object]) -> Floats:
    """The columns filled by an engine, the whole sinogram scaled to its range."""
    hole = np.repeat(lost[None], len(picture), axis=0)
    low, high = float(picture[~hole].min()), float(picture[~hole].max())
    scaled = np.clip((picture - low) / (high - low), 0, 1)
    image = np.repeat(scaled[..., None], 3, axis=2).astype(np.float32)
    return REGISTRY.get(name).fill(image, hole, RunContext(params=params))[..., 0] * (high - low) + low


def _slices() -> list[tuple[str, Floats]]:
    from skimage.data import shepp_logan_phantom

    tuning = "--tuning" in sys.argv
    found = [] if tuning else [("phantom", shepp_logan_phantom().astype(np.float32))]
    for name, volume in volumes(TUNING if tuning else REPORTED):
        for share in (0.4, 0.6):
            found.append((f"{name[:28]}, slice {int(share * len(volume))}", volume[int(share * len(volume))]))
    return found


def main() -> None:
    rng = np.random.default_rng(5 if "--tuning" in sys.argv else 77)
    hits, marked, present, untouched, columns, means = 0, 0, 0, 0, 0, []
    for name, plane in _slices():
        whole = sinogram(plane)
        span = float(np.ptp(whole))
        for noise in (0.0, 0.005):
            noisy = (whole + rng.normal(0, noise * span, whole.shape)).astype(np.float32)
            untouched += int(find_lines(noisy[None]).sum())
            columns += whole.shape[1]
            for width, count in ((1, 10), (2, 6), (4, 3)):
                picture, lost = broken(noisy, width, count, rng)
                found = find_lines(picture[None])
                hits += int((found & lost).sum())
                marked += int(found.sum())
                present += int(lost.sum())
                if "--find-only" in sys.argv:
                    right, wrong = (found & lost).sum(), (found & ~lost).sum()
                    print(f"{name}, noise {noise:.1%}: {right} of {lost.sum()}, wrong {wrong}")
                    continue
                hole = np.repeat(lost[None], len(whole), axis=0)
                results = {
                    "linear": linear(picture, lost),
                    "cubic": linear(picture, lost, "cubic"),
                    "biharmonic": by_engine("biharmonic", picture, lost, {}),
                    ENGINE: by_engine(ENGINE, picture, lost, dict(PARAMS)),
                }
                scores = {
                    one: 10 * np.log10(span**2 / np.mean((result - whole)[hole] ** 2))
                    for one, result in results.items()
                }
                means.append(list(scores.values()))
                words = ", ".join(f"{one} {score:.2f}" for one, score in scores.items())
                print(f"{name}, noise {noise:.1%}, {count} x {width} px: {words} dB", flush=True)
    print(f"found: {hits} of {present} columns; {marked - hits} others marked", end="; ")
    print(f"{untouched} of {columns} marked where none is lost")
    if means:
        table = np.array(means)
        print("mean:", ", ".join(f"{one:.2f}" for one in table.mean(axis=0)), "dB;", end=" ")
        print(f"{ENGINE} above linear in {np.sum(table[:, 3] > table[:, 0])} of {len(table)}")


if __name__ == "__main__":
    main()
