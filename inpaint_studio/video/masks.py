"""Masks over time from what the user has: one still picture, a folder of pictures, or a film."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..core.arrays import Coverage
from ..core.errors import StudioError
from ..core.files import is_folder, opened
from ..core.geometry import Size
from ..core.mask import Mask
from ..core.photo_io import find_mask
from ..core.photo_io.kinds import HEAD_BYTES, kind_of
from ..jobs.files import MaskOptions, drawn_mask
from .frames import Frames
from .media.opening import open_frames
from .media.pictures import numbered_in

AS_DRAWN = MaskOptions()


class StillMask:
    """The same mask for all frames: for a logo or a time stamp. `warnings` are about it."""

    def __init__(self, path: Path, size: Size, count: int, options: MaskOptions) -> None:
        """Read it. Raises StudioError "mask-size", or what `find_mask` raises."""
        found = drawn_mask(path, options)
        found.mask.require_size(size)
        self.warnings = found.warnings
        self._mask = options.applied(found.mask).coverage
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int, /) -> Coverage:
        if not 0 <= number < self._count:
            raise IndexError(number)
        return self._mask


class MaskPictures:
    """A folder with a mask for each frame, in the order of the numbers in their names."""

    def __init__(self, folder: Path, size: Size, options: MaskOptions) -> None:
        """Find them. Raises what `jobs.folders.photos_in` raises."""
        self._paths = numbered_in(folder)
        self._size, self._options = size, options
        self._last: tuple[int, Coverage] | None = None

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, number: int, /) -> Coverage:
        """Raises StudioError "mask-size", or what `find_mask` raises."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        if self._last is None or self._last[0] != number:
            self._last = number, _mask_in(self._paths[number], self._size, self._options)
        return self._last[1]


class MaskFilm:
    """A film of masks: white is filled, black is kept; never soft, as films are compressed."""

    def __init__(self, frames: Frames, size: Size, options: MaskOptions) -> None:
        """Check its size. Raises StudioError "mask-size"."""
        self._frames, self._options = frames, options
        height, width = frames[0].shape[:2]
        if Size(width, height) != size:
            raise StudioError("mask-size", mask=str(Size(width, height)), photo=str(size))

    def __len__(self) -> int:
        return len(self._frames)

    def __getitem__(self, number: int, /) -> Coverage:
        frame = self._frames[number]
        return self._options.applied(Mask.from_array(np.ascontiguousarray(frame[..., 1]))).coverage


Source = StillMask | MaskPictures | MaskFilm


def open_masks(path: Path, size: Size, count: int, options: MaskOptions = AS_DRAWN) -> Source:
    """The masks in a picture, folder or film, for a film of `count` frames of this size.

    Raises StudioError "mask-size", "masks-count", and what reading them raises.
    """
    masks: Source
    if is_folder(path):
        masks = MaskPictures(path, size, options)
    elif is_picture(path):
        masks = StillMask(path, size, count, options)
    else:
        masks = MaskFilm(open_frames(path), size, options)
    if len(masks) != count:
        raise StudioError("masks-count", path=path, masks=len(masks), frames=count)
    return masks


def is_picture(path: Path) -> bool:
    """Whether a file is a picture and not a film. Raises what `opened` raises."""
    with opened(path) as file:
        return kind_of(file.read(HEAD_BYTES)) is not None


def _mask_in(path: Path, size: Size, options: MaskOptions) -> Coverage:
    mask = find_mask(path, soft=options.soft).mask
    mask.require_size(size)
    return options.applied(mask).coverage
