"""A running evaluation: photo after photo, with the scores always up to date on disk."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from ..core.errors import StudioError
from ..core.files import atomic_write
from ..jobs.failures import studio_error
from ..jobs.files import FillSettings
from .cases import Case, LoadedCase, load
from .contest import Contestant, Scorer, contest
from .sheet import Panel, close_up_of, display_pixels, stacked, strip, with_hole
from .summary import Row
from .words import score_words, seconds

PHOTOS_PER_SHEET = 6


@dataclass(frozen=True, eq=False)
class Judged:
    """One photo: its rows, how many pixels were missing, and its strip for a sheet; None if it failed."""

    photo: str
    rows: Sequence[Row]
    mask_pixels: int = 0
    strip: Image.Image | None = None


@dataclass
class Evaluation:
    """Takes one case after another; keeps `rows` and writes scores.csv and the sheets into `output`.

    `on_failure(photo, engine or "", error)` is called for each failure.
    """

    output: Path
    engines: Sequence[str]
    settings: FillSettings
    scorer: Scorer
    longest: int | None = None
    on_failure: Callable[[str, str, StudioError], None] = lambda photo, engine, error: None
    rows: list[Row] = field(default_factory=list)
    mask_pixels: dict[str, int] = field(default_factory=dict)
    _strips: list[Image.Image] = field(default_factory=list)
    _sheets: int = 0

    def take(self, case: Case) -> None:
        """Fill and score one photo. If it cannot be read, every engine has failed."""
        try:
            loaded = load(case, self.longest)
            entrants = list(
                contest(
                    loaded.photo,
                    loaded.mask,
                    self.engines,
                    self.settings,
                    truth=loaded.truth,
                    scorer=self.scorer,
                )
            )
        except (StudioError, MemoryError) as error:
            self.keep(self.failed(case, studio_error(error)))
        else:
            self.keep(self.judged(case, loaded, entrants))

    def failed(self, case: Case, error: StudioError) -> Judged:
        """The outcome of a photo that cannot be read: every engine has failed."""
        name = case.photo.name
        self.on_failure(name, "", error)
        return Judged(name, [Row(name, engine, 0.0, error=str(error)) for engine in self.engines])

    def judged(self, case: Case, loaded: LoadedCase, entrants: Sequence[Contestant]) -> Judged:
        """The outcome of a photo from the fills of all engines."""
        name = case.photo.name
        share = loaded.mask.area / loaded.mask.size.area
        rows = []
        for entrant in entrants:
            if entrant.error is not None:
                self.on_failure(name, entrant.engine, entrant.error)
            words = "" if entrant.error is None else str(entrant.error)
            rows.append(Row(name, entrant.engine, share, entrant.seconds, entrant.scores, words))
        return Judged(name, rows, loaded.mask.area, _strip(name, share, loaded, entrants))

    def keep(self, judged: Judged) -> None:
        """Add a photo to the scores and the sheets, and save both as far as they go."""
        self.rows += judged.rows
        if judged.strip is not None:
            self.mask_pixels[judged.photo] = judged.mask_pixels
            self._strips.append(judged.strip)
            if len(self._strips) == PHOTOS_PER_SHEET:
                self.finish()
        self._save_scores()

    def finish(self) -> None:
        """Write the last sheet, full or not."""
        if not self._strips:
            return
        self._sheets += 1
        buffer = io.BytesIO()
        stacked(self._strips).save(buffer, "PNG")
        self._strips.clear()
        with atomic_write(self.output / f"sheet-{self._sheets:03}.png", overwrite=True) as file:
            file.write(buffer.getvalue())

    def _save_scores(self) -> None:
        with atomic_write(self.output / "scores.csv", overwrite=True) as file:
            file.write(as_csv(self.rows).encode())


def as_csv(rows: Sequence[Row]) -> str:
    """The rows as comma-separated values, numbers with five digits."""
    keys = list(dict.fromkeys(key for row in rows for key in row.scores))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["photo", "engine", "hole", "seconds", *keys, "error"])
    for row in rows:
        scores = [f"{row.scores[key]:.5g}" if key in row.scores else "" for key in keys]
        measured = ["", ""] if row.error else [f"{row.hole:.5g}", f"{row.seconds:.5g}"]
        writer.writerow([row.photo, row.engine, *measured, *scores, row.error])
    return text.getvalue()


def _strip(name: str, share: float, loaded: LoadedCase, entrants: Sequence[Contestant]) -> Image.Image:
    """One photo on a sheet: its hole, the fill of each engine, the truth."""
    truth = display_pixels(loaded.truth)
    panels = [Panel(name, (f"hole {share:.1%}",), with_hole(truth, loaded.mask))]
    for entrant in entrants:
        if entrant.photo is None:
            panels.append(Panel(entrant.engine, ("failed",), None))
            continue
        lines = (seconds(entrant.seconds), *score_words(entrant.scores))
        panels.append(Panel(entrant.engine, lines, display_pixels(entrant.photo)))
    panels.append(Panel("truth", (), truth))
    return strip(panels, close_up_of(loaded.mask))
