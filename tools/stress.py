"""`make stress`: all tests in random order, several times over, while every core is kept busy.

    python tools/stress.py [--runs 5] [--burners CORES] [--seeds 1,2,…] [arguments of pytest]

A test that depends on another one, or on a fast machine, fails here sooner or later. Each run has its own
seed, which is printed: `--seeds N` repeats its order. Exits with 1 if any run failed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[1]
BURNER = "import os, sys\nparent = int(sys.argv[1])\nwhile os.getppid() == parent:\n    sum(range(1_000_000))"
"""Keeps a core busy; ends by itself when the program that started it ends, in whatever way."""


@dataclass(frozen=True)
class Run:
    """The outcome of one run; `failed` names the tests that failed or could not be set up."""

    seed: int
    exit_code: int
    passed: int
    skipped: int
    failed: tuple[str, ...]
    seconds: float

    @property
    def green(self) -> bool:
        return self.exit_code == 0 and not self.failed

    def __str__(self) -> str:
        word = "green" if self.green else f"FAILED ({self.exit_code})"
        return (
            f"{self.seed:>10}  {self.passed:>6}  {len(self.failed):>6}  {self.skipped:>7}"
            f"  {self.seconds / 60:>7.1f}  {word}"
        )


@contextlib.contextmanager
def busy_cores(count: int) -> Iterator[None]:
    """Keep this many cores busy meanwhile."""
    burners: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(count):
            burners.append(subprocess.Popen([sys.executable, "-c", BURNER, str(os.getpid())]))
        yield
    finally:
        for burner in burners:
            burner.kill()
        for burner in burners:
            burner.wait()


def run(seed: int, arguments: list[str]) -> Run:
    """All tests once, in the order of that seed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        order = ["-p", "randomly", f"--randomly-seed={seed}"]
        command = [sys.executable, "-m", "pytest", *order, f"--junitxml={report}", *arguments]
        print(f"\n== {' '.join(command[1:])}", flush=True)
        started = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        passed, skipped, failed = counted(report) if report.exists() else (0, 0, ())
        return Run(seed, code, passed, skipped, failed, time.monotonic() - started)


def counted(report: Path) -> tuple[int, int, tuple[str, ...]]:
    """How many tests passed and were skipped, and which ones failed."""
    passed = skipped = 0
    failed = []
    for case in ElementTree.parse(report).iter("testcase"):
        outcomes = {outcome.tag for outcome in case}
        if outcomes & {"failure", "error"}:
            failed.append(f"{case.get('classname')}::{case.get('name')}")
        elif "skipped" in outcomes:
            skipped += 1
        else:
            passed += 1
    return passed, skipped, tuple(failed)


def _stopped(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--burners", type=int, default=os.cpu_count() or 1, help="cores to keep busy")
    parser.add_argument("--seeds", default="", help="the seeds to use, separated by commas")
    options, arguments = parser.parse_known_args()
    seeds = [int(seed) for seed in options.seeds.split(",") if seed]
    seeds = seeds or [secrets.randbelow(2**32) for _ in range(options.runs)]
    signal.signal(signal.SIGTERM, _stopped)
    runs = []
    with busy_cores(options.burners):
        for seed in seeds:
            runs.append(run(seed, arguments))
            print(runs[-1], flush=True)
    print(f"\n{'seed':>10}  passed  failed  skipped  minutes   ({options.burners} cores kept busy)")
    for one in runs:
        print(one)
    for one in runs:
        for name in one.failed:
            print(f"seed {one.seed}: {name}")
    return int(not all(one.green for one in runs))


if __name__ == "__main__":
    sys.exit(main())
