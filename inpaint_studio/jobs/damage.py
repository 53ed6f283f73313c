"""The damage that the finder sees in a photo, as the mask of a fill."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..core.arrays import Flags
from ..core.damage import KINDS, SENSITIVITY
from ..core.mask import Mask
from ..core.photo import PhotoSource
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


def look_at(
    photo: PhotoSource,
    *,
    infrared: Infrared | None = None,
    on_progress: Callable[[float], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Seen:
    """The marks in a photo and its infrared. Raises what `examine` raises."""
    found = examine(photo, infrared=infrared, on_progress=on_progress, is_cancelled=is_cancelled)
    return Seen(found.marks, found.in_faces)


def find_damage(
    photo: PhotoSource,
    options: DamageOptions,
    *,
    infrared: Infrared | None = None,
    on_progress: Callable[[float], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Damage:
    """Look for damage in a photo, and in its infrared. Raises what `examine` raises."""
    finder = network.digest()
    found = examine(
        photo,
        infrared=infrared,
        faces=options.careful_faces,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    shown = found.shown(options.sensitivity, options.kinds, careful_faces=options.careful_faces)
    counts = _counts(found.marks, shown)
    return Damage(found.mask(shown, options.sensitivity), counts, options, finder, found.notes)


def _counts(marks: Sequence[Mark], shown: Sequence[int]) -> dict[str, int]:
    kinds = [marks[i].kind for i in shown]
    return {kind: kinds.count(kind) for kind in KINDS if kind in kinds}
