"""How long the first fill after an installation takes, and the second: what is compiled or loaded once.

    python -m tests.benchmarks.first_fill [PROGRAM ...] [--rounds 3]

A PROGRAM is a bundle's executable, or a folder with a checkout, which runs in this environment; without any,
this checkout. Each round has an empty home and cache; the programs take turns, and the medians are told:
seconds of the whole command `fill`, and processor seconds, which depend little on what else runs.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parents[2]
_SAMPLES = HERE / "resources" / "samples"
_FILLS = ("damaged-portrait", ".png"), ("meadow", ".jpg")


def once(program: Path, home: Path, name: str, ending: str) -> tuple[float, float]:
    """Seconds and processor seconds of one fill."""
    checkout = program.is_dir()
    start = [sys.executable, "-m", "inpaint_studio"] if checkout else [str(program)]
    environment = os.environ | {"INPAINT_STUDIO_HOME": str(home), "NUMBA_CACHE_DIR": str(home / "kernels")}
    if checkout:
        environment["PYTHONPATH"] = str(program)
    photo, mask = str(_SAMPLES / (name + ending)), str(_SAMPLES / f"{name}.mask.png")
    words = ["fill", photo, "--mask", mask, "--output", str(home / "out.png"), "--overwrite"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(
        [*start, *words], env=environment, cwd=program if checkout else home, check=True, capture_output=True
    )
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("programs", metavar="PROGRAM", type=Path, nargs="*", default=[HERE])
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    programs = [each.resolve() for each in given.programs]
    print(f"{'fill of':18} {'program':30} first   second  more    (processor seconds)")
    for name, ending in _FILLS:
        taken: dict[Path, list[tuple[float, ...]]] = {program: [] for program in programs}
        for _ in range(given.rounds):
            for program in programs:
                with tempfile.TemporaryDirectory() as place:
                    first = once(program, Path(place), name, ending)
                    taken[program].append(first + once(program, Path(place), name, ending))
        for program, rounds in taken.items():
            wall1, cpu1, wall2, cpu2 = map(statistics.median, zip(*rounds, strict=True))
            label = str(program)[-30:]
            print(
                f"{name:18} {label:30} {wall1:5.1f} s {wall2:5.1f} s {wall1 - wall2:5.1f} s"
                f" ({cpu1:.1f}, {cpu2:.1f}, {cpu1 - cpu2:.1f})",
                flush=True,
            )


if __name__ == "__main__":
    main()
