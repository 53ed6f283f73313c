"""A medical picture as a value: what its file stores, and what that means."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np

from ..core.arrays import AnyArray, Floats, read_only

Voi = Literal["LINEAR", "LINEAR_EXACT", "SIGMOID"]


@dataclass(frozen=True)
class Window:
    """Which values are shown from black to white, in rescaled values such as HU (DICOM PS3.3 C.11.2.1.2)."""

    center: float
    width: float
    name: str = ""
    function: Voi = "LINEAR"


@dataclass(frozen=True, eq=False)
class ValueTable:
    """A Modality LUT (DICOM PS3.3 C.11.1.1): `values` float32 (n,) from the stored value `first` on."""

    first: int
    values: Floats

    def applied(self, stored: AnyArray) -> Floats:
        """The values of stored ones; the first and the last entry stand for all below and above."""
        found = np.clip(stored.astype(np.int64) - self.first, 0, len(self.values) - 1)
        return np.asarray(self.values[found], np.float32)


@dataclass(frozen=True, eq=False, kw_only=True)
class MedicalImage:
    """A DICOM object or NIfTI volume with pixels.

    `values` are the stored ones, (frames, rows, columns), or with three samples (frames, rows, columns, 3),
    marked read-only: uint8, uint16 or int16 for DICOM, any plain number for NIfTI. Axis 0 is the frame or
    slice. `lowest` and `highest` are the least and greatest that the file can store in its `bits`.

    `photometric` is DICOM's name of what they mean: "MONOCHROME1" (low is white), "MONOCHROME2", "RGB",
    "YBR_FULL" or "PALETTE COLOR", whose `palette` is (n, 3) uint16 (0 to 65535) from the stored value
    `palette_first` on. `slopes` and `intercepts` lead from stored to real values in `unit` ("HU", "" where
    that is not known): one for all frames, or one for each. `windows` has at least one. `spacing` is
    (slices, rows, columns) in mm; None where the file doesn't say.

    `path` is its file; `source` and `layout` are what reading found there and writing needs.
    """

    values: AnyArray
    kind: Literal["dicom", "nifti"]
    photometric: str
    bits: int
    lowest: float
    highest: float
    modality: str = ""
    unit: str = ""
    slopes: tuple[float, ...] = (1.0,)
    intercepts: tuple[float, ...] = (0.0,)
    table: ValueTable | None = None
    windows: tuple[Window, ...] = ()
    spacing: tuple[float, float, float] | None = None
    palette: AnyArray | None = None
    palette_first: int = 0
    notes: tuple[str, ...] = ()
    path: Path | None = None
    source: Any = field(default=None, repr=False)
    layout: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        colours = self.values.ndim == 4 and self.values.shape[3] == 3
        if not colours and self.values.ndim != 3:
            raise ValueError(f"values must be (frames, rows, columns[, 3]), not {self.values.shape}")
        object.__setattr__(self, "values", read_only(self.values))

    @property
    def frames(self) -> int:
        return int(self.values.shape[0])

    @property
    def rows(self) -> int:
        return int(self.values.shape[1])

    @property
    def columns(self) -> int:
        return int(self.values.shape[2])

    @property
    def is_grey(self) -> bool:
        """Whether a stored value is a measure, rather than a colour or its number."""
        return self.photometric.startswith("MONOCHROME")

    def rescale(self, frame: int) -> tuple[float, float]:
        """The slope and the intercept of a frame: value = stored * slope + intercept."""
        one = len(self.slopes) == 1
        return (self.slopes[0 if one else frame], self.intercepts[0 if one else frame])

    def real(self, stored: AnyArray, frame: int) -> Floats:
        """Stored values of a frame as real ones: float32 of the same shape."""
        if self.table is not None:
            return self.table.applied(stored)
        slope, intercept = self.rescale(frame)
        return np.asarray(stored * slope + intercept, np.float32)

    def rescaled(self, frame: int) -> Floats:
        """A frame in real values, float32 (rows, columns[, 3]); colours as they are stored."""
        values = self.values[frame]
        return self.real(values, frame) if self.is_grey else values.astype(np.float32)

    def value_at(self, frame: int, row: int, column: int) -> float | tuple[float, ...]:
        """The real value at a place, or its three stored samples."""
        value = self.values[frame, row, column]
        if value.ndim:
            return tuple(float(sample) for sample in value)
        return float(self.real(value, frame)) if self.is_grey else float(value)

    def with_values(self, values: AnyArray) -> Self:
        """The same picture with other stored values. Raises ValueError for another shape or dtype."""
        if values.shape != self.values.shape or values.dtype != self.values.dtype:
            raise ValueError(
                f"expected {self.values.shape} {self.values.dtype}, not {values.shape} {values.dtype}"
            )
        return replace(self, values=values)
