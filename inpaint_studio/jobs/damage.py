"""The damage that the finder sees in a photo, as the mask of a fill."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..core.arrays import Flags
from ..core.damage import KINDS, SENSITIVITY
from ..core.geometry import Rect, Size
from ..core.mask import Mask
from ..core.photo import Photo, PhotoSource
from ..core.photo_io.infrared import Infrared
from ..core.provenance import FoundMark
from ..finding import network
from ..finding.faces import find_faces
from ..finding.find import find
from ..finding.findings import Findings, Mark, shown_marks


@dataclass(frozen=True)
class DamageOptions:
    """Which damage to mask: the `sensitivity` is from 0 to 100, the `kinds` are some of `KINDS`.

    With `careful_faces`, marks in faces must be more certain.
    """

    sensitivity: float = SENSITIVITY
    kinds: tuple[str, ...] = KINDS
    careful_faces: bool = False


@dataclass(frozen=True, eq=False)
class Damage:
    """The mask of the marks that were found, not grown yet, and how many there are of each kind."""

    mask: Mask
    counts: Mapping[str, int]
    options: DamageOptions
    finder: str
    """The SHA-256 of the network's file."""
    notes: tuple[str, ...] = ()
    """What the user should know of the look."""
    kept: bool = False
    """Whether it comes from an earlier look."""

    def mark(self, grown: float) -> FoundMark:
        """What a sidecar says about it; the mask was grown by so many pixels."""
        wanted = self.options
        return FoundMark(
            sensitivity=float(wanted.sensitivity),
            kinds=wanted.kinds,
            careful_faces=wanted.careful_faces,
            grown=float(max(0.0, grown)),
            marks=self.counts,
            finder=self.finder,
        )


@dataclass(frozen=True, eq=False)
class Seen:
    """The marks in a photo without their pixels: little, and enough to count them at any sensitivity."""

    marks: tuple[Mark, ...]
    in_faces: Flags

    def counts(self, options: DamageOptions) -> dict[str, int]:
        """How many marks of each kind these options would mask."""
        careful = self.in_faces if options.careful_faces else None
        return _counts(self.marks, shown_marks(self.marks, options.sensitivity, options.kinds, careful))


def examine(
    photo: PhotoSource,
    *,
    infrared: Infrared | None = None,
    scanned: PhotoSource | None = None,
    faces: bool = True,
    on_progress: Callable[[float], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Findings:
    """The marks in a photo and its infrared, as `find`; with `faces`, also where its faces are.

    The notes of the findings include those of the infrared. Raises `Cancelled` and what `find` raises.
    """
    infrared = infrared or Infrared()
    found = find(
        photo, infrared=infrared.plane, scanned=scanned, on_progress=on_progress, is_cancelled=is_cancelled
    )
    return replace(found, faces=find_faces(photo) if faces else None, notes=(*infrared.notes, *found.notes))


@dataclass(frozen=True, eq=False)
class Look:
    """What a look at a photo found, in little memory; it can be sent to other processes."""

    inputs: str
    """A SHA-256 of all that it depends on: pixels, infrared and finder."""
    size: Size
    confidence: bytes
    """That in the marks; compressed, like the labels."""
    labels: bytes
    marks: tuple[Mark, ...]
    faces: tuple[Rect, ...] | None
    notes: tuple[str, ...]

    @classmethod
    def of(cls, found: Findings, inputs: str) -> Look:
        """Pack findings. What they say where no mark is, and what the infrared alone says, is left out."""
        confidence = np.where(found.labels > 0, found.confidence, np.uint8(0))
        return cls(
            inputs,
            found.size,
            zlib.compress(confidence.data, 1),
            zlib.compress(np.ascontiguousarray(found.labels).data, 1),
            found.marks,
            found.faces,
            found.notes,
        )

    @property
    def memory(self) -> int:
        """The bytes that its planes take."""
        return len(self.confidence) + len(self.labels)

    def findings(self) -> Findings:
        """The findings again, which make the same masks as those that were packed."""
        shape = self.size.height, self.size.width
        confidence = np.frombuffer(zlib.decompress(self.confidence), np.uint8).reshape(shape)
        labels = np.frombuffer(zlib.decompress(self.labels), np.int32).reshape(shape)
        return Findings(confidence, labels, self.marks, self.faces, notes=self.notes)


def look_at(
    photo: Photo,
    *,
    infrared: Infrared | None = None,
    on_progress: Callable[[float], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> tuple[Seen, Look]:
    """The marks in a photo and its infrared, and the look for `find_damage`. Raises what `examine` raises."""
    inputs = _inputs(photo, infrared, network.digest())
    found = examine(photo, infrared=infrared, on_progress=on_progress, is_cancelled=is_cancelled)
    return Seen(found.marks, found.in_faces), Look.of(found, inputs)


def find_damage(
    photo: Photo,
    options: DamageOptions,
    *,
    infrared: Infrared | None = None,
    look: Look | None = None,
    on_progress: Callable[[float], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Damage:
    """The damage in a photo and its infrared, from an earlier `look` unless anything differs by now.

    Raises what `examine` raises.
    """
    finder = network.digest()
    kept = look is not None and look.inputs == _inputs(photo, infrared, finder)
    if look is not None and kept:
        found = look.findings()
    else:
        found = examine(
            photo,
            infrared=infrared,
            faces=options.careful_faces,
            on_progress=on_progress,
            is_cancelled=is_cancelled,
        )
    shown = found.shown(options.sensitivity, options.kinds, careful_faces=options.careful_faces)
    counts = _counts(found.marks, shown)
    mask = found.mask(shown, options.sensitivity)
    return Damage(mask, counts, options, finder, found.notes, kept)


def _inputs(photo: Photo, infrared: Infrared | None, finder: str) -> str:
    """A SHA-256 of all that the findings depend on."""
    infrared = infrared or Infrared()
    made = hashlib.sha256("\n".join((finder, *infrared.notes)).encode())
    for plane in (photo.pixels, infrared.plane):
        if plane is not None:
            made.update(f"{plane.dtype}{plane.shape}".encode())
            made.update(np.ascontiguousarray(plane).reshape(-1).view(np.uint8).data)
    return made.hexdigest()


def _counts(marks: Sequence[Mark], shown: Sequence[int]) -> dict[str, int]:
    kinds = [marks[i].kind for i in shown]
    return {kind: kinds.count(kind) for kind in KINDS if kind in kinds}
