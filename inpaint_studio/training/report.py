"""What a run reports: lines, a CSV log, loss curves and sample sheets."""

from __future__ import annotations

import csv
import importlib
import io
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from torch import Tensor

from ..core.arrays import Doubles
from ..core.files import atomic_write, os_errors_as_studio

_INK, _FAINT, _PAPER = (30, 30, 32), (205, 205, 208), (255, 255, 255)
_PANEL = (420, 170)


class CsvLog:
    """Rows of numbers in a file; those that a resumed run will repeat are dropped first."""

    def __init__(self, path: Path, *, until: int) -> None:
        """Keep the rows up to step `until`."""
        self.path = path
        self.rows = [row for row in _read(path) if row["step"] <= until]
        if path.exists():
            self._write_all()

    def add(self, row: Mapping[str, float]) -> None:
        """Append a row; its first column is "step". The columns are those of the first row.

        Raises StudioError "disk-full" or "file-unwritable".
        """
        self.rows.append(dict(row))
        if len(self.rows) == 1 or set(row) != set(self.rows[0]):
            self._write_all()
            return
        with os_errors_as_studio(self.path), self.path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow([_short(row[name]) for name in self._columns()])

    def _columns(self) -> list[str]:
        return list(dict.fromkeys(name for row in self.rows for name in row))

    def _write_all(self) -> None:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(self._columns() or ["step"])
        for row in self.rows:
            writer.writerow([_short(row[name]) if name in row else "" for name in self._columns()])
        with atomic_write(self.path, overwrite=True) as file:
            file.write(text.getvalue().encode())


def _read(path: Path) -> list[dict[str, float]]:
    """The complete rows; a killed run or a full disk may have left half a line."""
    rows = []
    if path.is_file():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        # half a line may look like a complete one of an earlier step
        for row in csv.DictReader(line for line in lines if line.endswith("\n")):
            try:
                rows.append({name: float(value) for name, value in row.items() if value})
            except (TypeError, ValueError):
                break
    return [row for row in rows if "step" in row]


def _short(value: float) -> str:
    return f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:.6g}"


def draw_curves(path: Path, logs: Sequence[CsvLog]) -> None:
    """One panel for each column of the logs against the step, as a PNG."""
    panels: list[tuple[str, Doubles]] = []
    for log in logs:
        for name in log._columns():
            points = np.array([(row["step"], row[name]) for row in log.rows if name in row])
            if name not in ("step", "seconds", "pictures", "side", "batch") and len(points) > 1:
                panels.append((name, points))
    if not panels:
        return
    columns = 2 if len(panels) > 1 else 1
    rows = -(-len(panels) // columns)
    image = Image.new("RGB", (columns * _PANEL[0], rows * _PANEL[1]), _PAPER)
    draw = ImageDraw.Draw(image)
    for index, (name, points) in enumerate(panels):
        _panel(draw, name, points, (index % columns * _PANEL[0], index // columns * _PANEL[1]))
    _save_png(path, image)


def _panel(draw: ImageDraw.ImageDraw, name: str, points: Doubles, corner: tuple[int, int]) -> None:
    left, top = corner[0] + 62, corner[1] + 24
    right, bottom = corner[0] + _PANEL[0] - 14, corner[1] + _PANEL[1] - 22
    # outliers in the first steps would flatten the rest of the curve
    low, high = np.quantile(points[:, 1], [0.0, 0.99])
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    first, last = points[0, 0], points[-1, 0]
    x = left + (points[:, 0] - first) / max(last - first, 1) * (right - left)
    y = bottom - (np.clip(points[:, 1], low, high) - low) / (high - low) * (bottom - top)
    draw.rectangle((left, top, right, bottom), outline=_FAINT)
    draw.line(list(zip(x.tolist(), y.tolist(), strict=True)), fill=(40, 90, 200), width=1)
    draw.text((left, top - 16), f"{name}: {points[-1, 1]:.4g}", fill=_INK)
    draw.text((corner[0] + 6, top - 4), f"{high:.4g}", fill=_INK)
    draw.text((corner[0] + 6, bottom - 10), f"{low:.4g}", fill=_INK)
    draw.text((left, bottom + 4), f"{first:.0f}", fill=_INK)
    end = f"{last:.0f}"
    draw.text((right - 6 * len(end), bottom + 4), end, fill=_INK)


def draw_sheet(path: Path, columns: Sequence[Tensor]) -> None:
    """Pictures (N, 3, H, W) in [-1, 1] side by side, one photo per row, as a PNG."""
    gap = 4
    count, _, height, width = columns[0].shape
    sheet = np.full((count * (height + gap) - gap, len(columns) * (width + gap) - gap, 3), 255, np.uint8)
    for column, pictures in enumerate(columns):
        shown = (
            ((pictures.float().cpu() + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()
        )
        for row in range(count):
            top, left = row * (height + gap), column * (width + gap)
            sheet[top : top + height, left : left + width] = shown[row]
    _save_png(path, Image.fromarray(sheet))


def _save_png(path: Path, image: Image.Image) -> None:
    with atomic_write(path, overwrite=True) as file:
        image.save(file, "PNG")


class Reporter:
    """Reports progress: on one changing line in a terminal, as occasional lines elsewhere."""

    def __init__(self, *, quiet: bool = False, every: float = 20.0) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._every = 0.5 if self._terminal else every
        self._last = 0.0
        self._open = False

    def say(self, line: str) -> None:
        """Print a line that stays."""
        if self._quiet:
            return
        self._end_line()
        print(line, file=sys.stderr, flush=True)

    def progress(self, line: str) -> None:
        """Show how far the run is, unless the last time was only a moment ago."""
        now = time.monotonic()
        if self._quiet or now - self._last < self._every:
            return
        self._last = now
        if self._terminal:
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
            self._open = True
        else:
            print(line, file=sys.stderr, flush=True)

    def _end_line(self) -> None:
        if self._open:
            print(file=sys.stderr)
            self._open = False

    close = _end_line


def duration(seconds: float) -> str:
    """As 3:07 or 1:12:40."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def tensorboard(folder: Path) -> Any | None:
    """A TensorBoard writer, if it is installed."""
    try:
        return importlib.import_module("torch.utils.tensorboard").SummaryWriter(str(folder / "tensorboard"))
    except ImportError:
        return None
