"""Reads NIfTI volumes by nibabel, in stored values.

A volume is shown as radiologists see an axial slice: rows run towards the back (or the feet), columns towards
the patient's left, as in DICOM. The stored order is kept beside it, and nothing is resampled.
"""

from __future__ import annotations

import gzip
import io
import logging
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
from nibabel.filebasedimages import ImageFileError
from nibabel.orientations import aff2axcodes

from ..core.arrays import AnyArray
from ..core.errors import Note, StudioError
from ..core.files import opened
from ..core.geometry import Size
from ..core.limits import photo_too_large, pixel_limit
from .image import MedicalImage
from .room import require_memory
from .windows import percentile_window

logging.getLogger("nibabel.global").setLevel(logging.CRITICAL)  # it prints what it corrects in headers

_KINDS = ("u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8")
_HEADER_MOST = 1 << 20


@dataclass(frozen=True)
class NiftiLayout:
    """Where the stored values of a volume lie in its bytes, and how its frames are turned for the eye."""

    data: bytes
    """All bytes of the file, unpacked."""
    offset: int
    dtype: np.dtype[Any]
    shape: tuple[int, int, int]
    flip_rows: bool
    flip_columns: bool
    packed: bool
    """Whether the file is gzip."""

    def frames(self, stored: AnyArray) -> AnyArray:
        """A view of what is stored (columns, rows, slices), values or a mask, as (slices, rows, columns)."""
        turned = stored.transpose(2, 1, 0)
        turned = turned[:, ::-1] if self.flip_rows else turned
        return turned[:, :, ::-1] if self.flip_columns else turned

    def volume(self, data: bytearray | bytes) -> AnyArray:
        """The values in bytes like `data`: a view (columns, rows, slices)."""
        count = int(np.prod(self.shape))
        return np.frombuffer(data, self.dtype, count, self.offset).reshape(self.shape, order="F")


def read(path: Path) -> MedicalImage:
    """The volume in a NIfTI file. Raises StudioError, see `reading.read_medical`."""
    data, packed = _bytes(path)
    try:
        found: Any = (nibabel.Nifti2Image if data[4:7] == b"n+2" else nibabel.Nifti1Image).from_stream(
            io.BytesIO(data)
        )
        header = found.header
        shape, dtype = tuple(map(int, found.shape)), np.dtype(header.get_data_dtype())
        slope, intercept = found.dataobj.slope, found.dataobj.inter  # the header's are reset on loading
        offset = int(found.dataobj.offset)  # a header may leave it at 0
        zooms = tuple(float(zoom) for zoom in header.get_zooms()[:3])
        codes = aff2axcodes(found.affine)  # type: ignore[no-untyped-call]
    except ImageFileError as error:
        code = "nifti-pair" if b"ni1\0" in data[:348] or data[4:7] == b"ni2" else "nifti-header"
        raise StudioError("nifti-unsuited", path=path, reason=Note(code)) from error
    except MemoryError:
        raise
    except Exception as error:  # nibabel raises anything for damaged headers
        raise StudioError("medical-broken", path=path, reason=Note("nifti-header")) from error
    while len(shape) > 3 and shape[-1] == 1:
        shape = shape[:-1]
    if len(shape) != 3:
        raise StudioError("nifti-unsuited", path=path, reason=Note("nifti-dimensions", count=len(shape)))
    if min(shape) < 1 or offset < 0:
        raise StudioError("medical-broken", path=path, reason=Note("nifti-header"))
    if dtype.newbyteorder("=").str[1:] not in _KINDS:
        name = dtype.name if dtype.names is None else "RGB"
        raise StudioError("nifti-unsuited", path=path, reason=Note("nifti-type", name=name))
    if offset + int(np.prod(shape)) * dtype.itemsize > len(data):
        raise StudioError("medical-broken", path=path, reason=Note("ends-early"))
    layout = NiftiLayout(
        data=data,
        offset=offset,
        dtype=dtype,
        shape=shape,
        flip_rows=codes[1] in ("A", "S"),
        flip_columns=codes[0] == "R",
        packed=packed,
    )
    own = dtype.newbyteorder("=")
    values = np.ascontiguousarray(layout.frames(layout.volume(data))).astype(own, copy=False)
    whole = np.iinfo(own) if own.kind in "iu" else np.finfo(own)
    image = MedicalImage(
        values=values,
        kind="nifti",
        photometric="MONOCHROME2",
        bits=8 * own.itemsize,
        lowest=float(whole.min),
        highest=float(whole.max),
        slopes=(float(slope),),
        intercepts=(float(intercept),),
        spacing=(zooms[2], zooms[1], zooms[0]),
        path=path,
        source=found,
        layout=layout,
    )
    return percentile_window(image)


def _bytes(path: Path) -> tuple[bytes, bool]:
    """The unpacked bytes of a file and whether it was gzip; never many more than its header says."""
    with opened(path) as file:
        packed = file.read(2) == b"\x1f\x8b"
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if not packed:
            head = file.read(_HEADER_MOST)
            needed = _needed(head, path)
            if needed > size:
                raise StudioError("medical-broken", path=path, reason=Note("ends-early"))
            require_memory(needed, path)
            return head + file.read(needed), False
        try:
            with gzip.open(file) as unpacked:
                head = unpacked.read(_HEADER_MOST)
                needed = _needed(head, path)
                require_memory(needed, path)
                return head + unpacked.read(needed + _HEADER_MOST), True
        except EOFError as error:
            raise StudioError("medical-broken", path=path, reason=Note("ends-early")) from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise StudioError("medical-broken", path=path, reason=Note("contents-invalid")) from error


def _needed(head: bytes, path: Path) -> int:
    """How many bytes the volume has, by its header. Raises StudioError for a damaged one and huge slices."""
    try:
        kind: Any = nibabel.Nifti2Header if head[4:7] == b"n+2" else nibabel.Nifti1Header
        header: Any = kind.from_fileobj(io.BytesIO(head), check=False)
        shape = tuple(map(int, header.get_data_shape()))
        pixels = int(np.prod(shape, dtype=np.float64))
        needed: int = (
            max(int(header.get_data_offset()), 352) + pixels * np.dtype(header.get_data_dtype()).itemsize
        )
    except Exception as error:
        raise StudioError("medical-broken", path=path, reason=Note("nifti-header")) from error
    if min(shape, default=0) < 0 or needed < 0:
        raise StudioError("medical-broken", path=path, reason=Note("nifti-header"))
    plane = Size(*(*shape, 1, 1)[:2])
    if plane.area > pixel_limit():
        raise photo_too_large(path, plane, pixel_limit())
    return needed
