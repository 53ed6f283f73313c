"""What sharing photos by Dask costs: 200 small photos with `--jobs 2` and with `--cluster local:2`.

    python -m tests.benchmarks.cluster [PHOTOS]

The photos are made by code. They are filled in four blocks, here and on the cluster in turn (A B B A), so
that what else the machine does falls on both; each block also has its start, which is given apart: a
cluster is started once, however many photos there are. The results of both must be the same bytes.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from inpaint_studio.cluster.address import Address
from inpaint_studio.cluster.crew import crew_at
from inpaint_studio.cluster.photos import fill_on
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.jobs.batch import Outcome, run_batch
from inpaint_studio.jobs.files import FileFill, FillSettings
from inpaint_studio.jobs.warm_up import warm_up

HEIGHT, WIDTH = 240, 320
WORKERS = 2


@dataclass
class Times:
    """Seconds of the blocks of one way: until the first photo was done, and from then to the last."""

    start: float = 0.0
    rest: float = 0.0
    photos: int = 0
    cpu: float = 0.0
    """Of all processes, their start and this one included: what counts where others share the machine."""

    def add(self, outcomes: Iterable[Outcome], began: float) -> None:
        """Run a block, whose work began then."""
        first = last = began
        for number, outcome in enumerate(outcomes):
            assert outcome.error is None, outcome
            last = time.perf_counter()
            if number == 0:
                first = last
            else:
                self.photos += 1
        self.start += first - began
        self.rest += last - first

    @property
    def each(self) -> float:
        return self.rest / self.photos


def make(folder: Path, count: int) -> list[FileFill]:
    """The photos, and what to fill in each."""
    rng = np.random.default_rng(5)
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    hole = np.zeros((HEIGHT, WIDTH, 1), np.uint8)
    hole[80:120, 100:160] = 255
    write_photo(folder / "mask.png", Photo(hole))
    tasks = []
    for number in range(count):
        wave = 120 + 60 * np.sin(columns / (4 + number % 9)) + 40 * np.cos(rows / (6 + number % 5))
        pixels = wave[..., None] + rng.normal(0, 6, (HEIGHT, WIDTH, 3))
        photo = folder / f"{number:04d}.png"
        write_photo(photo, Photo(np.clip(pixels, 0, 255).astype(np.uint8)))
        tasks.append(FileFill(photo, folder / "mask.png", photo, FillSettings("exemplar", threads=1)))
    return tasks


def into(tasks: Sequence[FileFill], folder: Path) -> list[FileFill]:
    """The same tasks with their outputs in this folder."""
    folder.mkdir(exist_ok=True)
    return [replace(task, output=folder / task.photo.name) for task in tasks]


def here(tasks: Sequence[FileFill], times: Times) -> None:
    began = time.perf_counter()
    times.add(run_batch(tasks, jobs=WORKERS, threads=WORKERS), began)


def shared(tasks: Sequence[FileFill], times: Times) -> None:
    began = time.perf_counter()
    with crew_at(Address("local", WORKERS), engines=["exemplar"], threads=1) as crew:
        times.add(fill_on(crew, tasks), began)


def main(count: int) -> None:
    warm_up()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tasks = make(folder, count)
        half = count // 2
        ways: dict[str, tuple[Callable[[Sequence[FileFill], Times], None], Times]] = {
            "here": (here, Times()),
            "shared": (shared, Times()),
        }
        for way, part in (("here", 0), ("shared", 0), ("shared", 1), ("here", 1)):
            run, times = ways[way]
            before = sum(os.times()[:4])
            run(into(tasks[part * half : (part + 1) * half], folder / way), times)
            times.cpu += sum(os.times()[:4]) - before
        for path in sorted((folder / "here").iterdir()):
            assert path.read_bytes() == (folder / "shared" / path.name).read_bytes(), path.name
        print(f"{2 * half} photos of {WIDTH} x {HEIGHT} px, {WORKERS} processes, the same bytes both ways")
        for label, way in (("--jobs 2", "here"), ("--cluster local:2", "shared")):
            times = ways[way][1]
            cpu = times.cpu / (2 * half)
            start = times.start / 2
            print(
                f"{label:18} {times.each:.3f} s and {cpu:.3f} s of CPU a photo, the first after {start:.1f} s"
            )
        one, other = (ways[way][1] for way in ("here", "shared"))
        print(f"overhead {other.each / one.each - 1:+.1%} of time, {other.cpu / one.cpu - 1:+.1%} of CPU")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
