"""Missing slices of real volumes, predicted in several ways from the slices that are left.

`python -m tests.benchmarks.medical_volumes [--tuning] [--slices N] [--gap N] [--methods A,B]`. One slice at a
time (with --gap N, so many together) is taken out and filled; its neighbours are real. N slices (12 by
default), evenly spaced from the fourth to the last but three, without those that are nearly empty. PSNR in dB
over the range of the volume: the mean over slices, and in how many slices a method is above linear
interpolation.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from inpaint_studio.core.arrays import Floats
from inpaint_studio.medical.volume.between import Gap, along_motion, cubic, ends_of
from inpaint_studio.medical.volume.filling import fill_volume

from .medical_data import REPORTED, TUNING, volumes

_METHODS = ("linear", "cubic", "motion", "biharmonic", "low-rank", "auto")
_CONTEXT = 12  # slices on each side that a method gets to see
_EMPTY = 0.02  # of the range of the volume: slices that vary less are left out


def main() -> None:
    gap, count = int(_option("--gap", "1")), int(_option("--slices", "12"))
    methods = tuple(_option("--methods", ",".join(_METHODS)).split(","))
    for name, volume in volumes(TUNING if "--tuning" in sys.argv else REPORTED):
        span = float(np.ptp(volume))
        firsts = [
            first
            for first in range(3, len(volume) - 3 - gap)
            if min(volume[first + k].std() for k in range(gap)) > _EMPTY * span
        ]
        chosen = np.linspace(0, len(firsts) - 1, min(count, len(firsts))).round().astype(int)
        firsts = [firsts[k] for k in chosen]
        scores: dict[str, list[float]] = {method: [] for method in methods}
        seconds = dict.fromkeys(methods, 0.0)
        for first in firsts:
            start = max(0, first - _CONTEXT)
            part = volume[start : first + gap + _CONTEXT]
            for method in methods:
                before = time.process_time()
                filled = _filled(part, first - start, gap, method)
                seconds[method] += time.process_time() - before
                truth = part[first - start : first - start + gap]
                scores[method].append(float(10 * np.log10(span**2 / np.mean((filled - truth) ** 2))))
        print(f"{name}: {volume.shape}, {len(firsts)} slices")
        linear = np.array(scores["linear"])
        for method in methods:
            own = np.array(scores[method])
            print(
                f"  {method}: {own.mean():.2f} dB ({own.min():.2f} to {own.max():.2f}), "
                f"above linear in {np.sum(own > linear)}, {seconds[method] / len(firsts):.2f} s",
                flush=True,
            )


def _option(flag: str, default: str) -> str:
    return sys.argv[sys.argv.index(flag) + 1] if flag in sys.argv else default


def _filled(part: Floats, first: int, gap: int, method: str) -> Floats:
    """The lost slices (gap, H, W) of a part of the volume."""
    lost = np.zeros(part.shape, bool)
    lost[first : first + gap] = True
    hidden = np.where(lost, np.float32(0), part)
    if method in ("cubic", "motion"):
        known = [not bool(one.any()) for one in lost]
        gaps = [Gap(first - 1, first + k, first + gap) for k in range(gap)]
        if method == "cubic":
            return np.stack([cubic(hidden, one, known) for one in gaps])
        ends = ends_of(hidden[np.flatnonzero(known)])
        return np.stack([along_motion(hidden, one, ends) for one in gaps])
    return fill_volume(hidden, lost, method=method)[first : first + gap]  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
