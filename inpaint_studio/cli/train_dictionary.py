"""`inpaint-studio train dictionary`: the atoms of the sparse engine from a folder of photos."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import StudioError
from ..core.files import atomic_write, make_folder, require_writable
from ..core.threads import limit_threads
from ..jobs.folders import PHOTO_ENDINGS
from ..training.photos import find_photos

if TYPE_CHECKING:
    from ..engines.sparse.dictionary import Dictionary
    from ..engines.sparse.training import LearningSettings

WEIGHTS, SHEET, LOG = "dictionary.safetensors", "atoms.png", "log.csv"
_LOG_EVERY = 20  # batches
_SHOWN_SKIPPED = 5


def run(
    *,
    folder: Path,
    output: Path,
    half: Sequence[str] | None,
    overwrite: bool,
    **learning: int,
) -> int:
    """Train with the settings `learning`, write the three files and return 0.

    Raises StudioError, and then keeps the old files.
    """
    found = find_photos(folder, PHOTO_ENDINGS)
    _prepare(output, overwrite=overwrite)
    limit_threads(1)  # before numba is loaded: sums in another order would give different atoms
    from ..engines.sparse import training

    settings = training.LearningSettings(**learning)
    started, rows = time.perf_counter(), ["batch,seconds,rms\n"]
    with _progress("Reading photos") as show:
        sample = training.sample(
            [(path, _weight(path, folder, half or ())) for path in found],
            settings,
            lambda done, of: show(done / of, f"{done} of {of}"),
        )
    _print_skipped(sample.skipped)
    recent: list[float] = []
    with _progress("Learning atoms") as show:

        def on_batch(batch: int, of: int, error: float) -> None:
            recent.append(error**2)
            if batch % _LOG_EVERY == 0 or batch == of:
                mean = (sum(recent) / len(recent)) ** 0.5
                rows.append(f"{batch},{time.perf_counter() - started:.1f},{mean:.6f}\n")
                recent.clear()
                show(batch / of, f"error {mean:.4f}")

        learned = training.train(sample.patches, settings, on_batch)
    seconds = time.perf_counter() - started
    _write(output, learned, settings, sample.photos, len(sample.patches), rows)
    _say(
        f"Done: {len(learned.atoms.values)} atoms from {len(sample.patches):,} patches of {sample.photos} "
        f"photos in {seconds:.0f} s, error {rows[-1].rsplit(',', 1)[1].strip()}. They are in {output}."
    )
    return 0


def _weight(path: Path, folder: Path, half: Sequence[str]) -> float:
    return 0.5 if path.relative_to(folder).parts[0] in half else 1.0


def _prepare(output: Path, *, overwrite: bool) -> None:
    """Make the folder, and check before the work that the files can be written."""
    make_folder(output)
    if not overwrite and any((output / name).exists() for name in (WEIGHTS, SHEET, LOG)):
        raise StudioError("dictionary-exists", path=output)
    for name in (WEIGHTS, SHEET, LOG):
        require_writable(output / name, overwrite=True)


def _write(
    output: Path,
    learned: Dictionary,
    settings: LearningSettings,
    photos: int,
    patches: int,
    rows: Sequence[str],
) -> None:
    """Write the dictionary last: if it is new, so are the other files."""
    from dataclasses import asdict, replace

    from PIL import Image

    from ..engines.sparse import dictionary

    # without the time, which is in the log: the same photos and seed give the same file
    about = {"settings": asdict(settings), "photos": photos, "taken": patches}
    whole = replace(learned, about=about)
    with atomic_write(output / LOG, overwrite=True) as file:
        file.write("".join(rows).encode())
    with atomic_write(output / SHEET, overwrite=True) as file:
        Image.fromarray(dictionary.sheet(whole)).save(file, "PNG")
    dictionary.save(output / WEIGHTS, whole)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _print_skipped(skipped: Sequence[str]) -> None:
    if not skipped:
        return
    _say(f"Skipped {len(skipped)} {'photo' if len(skipped) == 1 else 'photos'}:")
    for line in skipped[:_SHOWN_SKIPPED]:
        _say(f"  {line}")
    if len(skipped) > _SHOWN_SKIPPED:
        _say(f"  … and {len(skipped) - _SHOWN_SKIPPED} more")


@contextmanager
def _progress(label: str) -> Iterator[Callable[[float, str], None]]:
    """A function `(fraction, words)` that shows the progress: a bar on a terminal, lines elsewhere."""
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
            TimeRemainingColumn(), TextColumn("{task.fields[words]}"),
        )  # fmt: skip
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(label, total=1.0, words="")
            yield lambda fraction, words: bar.update(task, completed=fraction, words=words)
        return
    last = time.monotonic()

    def line(fraction: float, words: str) -> None:
        nonlocal last
        if time.monotonic() - last >= 20:
            last = time.monotonic()
            _say(f"{label}: {fraction:.0%}, {words}")

    yield line
