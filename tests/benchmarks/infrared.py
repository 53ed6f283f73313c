"""How well damage is found in the infrared of rendered scans, and how long that takes.

    python -m tests.benchmarks.infrared [--seeds N] [--large]

For each kind of scan of the tests: precision and recall of pixels within 2 px, the share of the damages that
are at least half found, and the share of the same film without damage that is marked, at the default
sensitivity, as means over the seeds. With `--large` also a scan of 24 megapixels: seconds, and memory beyond
the scan.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace

import numpy as np
from rich.console import Console
from rich.table import Table

from inpaint_studio.finding.infrared.look import look
from tests.finding.film import Film, scanned
from tests.finding.test_infrared import SCANS, marked, quality


def measured(film: Film, seeds: range) -> list[float]:
    """Precision, recall, share found and share of clean film marked: means over the seeds."""
    rows = []
    for seed in seeds:
        dirty = scanned(replace(film, seed=seed))
        clean = scanned(replace(film, seed=seed, marks=0))
        found = marked(look(dirty.photo, dirty.infrared))
        rows.append([*quality(dirty, found), marked(look(clean.photo, clean.infrared)).mean()])
    return [float(each) for each in np.mean(rows, axis=0)]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--large", action="store_true")
    chosen = parser.parse_args()
    table = Table("scan", *(("precision", "recall", "found", "clean film marked")))
    for name, film in SCANS.items():
        precision, recall, found, false = measured(film, range(chosen.seeds))
        table.add_row(name, f"{precision:.3f}", f"{recall:.3f}", f"{found:.3f}", f"{false:.5f}")
    console = Console()
    console.print(table)
    if chosen.large:
        film = Film(width=6000, height=4000, marks=300, crosstalk=0.15, shift=(3.4, -5.2), sigma=0.03)
        scan = scanned(film)
        before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
        busy = time.process_time()
        look(scan.photo, scan.infrared)
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        console.print(
            f"24 MP: {time.perf_counter() - start:.1f} s ({time.process_time() - busy:.1f} s of processor "
            f"time), peak memory {used / 1e6:.2f} GB above that of rendering"
        )


if __name__ == "__main__":
    main()
