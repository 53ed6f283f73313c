"""Reads DICOM objects by pydicom, in stored values."""

from __future__ import annotations

import logging
import os
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from pydicom.errors import InvalidDicomError
from pydicom.filereader import _read_file_meta_info, read_partial, read_preamble
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import DeflatedExplicitVRLittleEndian

from ..core.arrays import AnyArray
from ..core.errors import Note, StudioError
from ..core.files import opened
from ..core.geometry import Size
from ..core.limits import photo_too_large, pixel_limit
from ..core.memory import is_out_of_memory, physical_bytes
from .attributes import (
    Attributes,
    attributes_of,
    rescales,
    spacing_of,
    table_of,
    unit_of,
    windows_of,
)
from .codestreams import sizes_agree
from .datasets import separate
from .image import MedicalImage
from .pixels import PixelLayout, layout_of
from .room import require_memory
from .windows import percentile_window

logging.getLogger("pydicom").addHandler(logging.NullHandler())  # else it prints its warnings

_CHUNK = 1 << 20  # bytes that are unpacked at a time
_PHOTOMETRIC = ("MONOCHROME1", "MONOCHROME2", "RGB", "YBR_FULL", "PALETTE COLOR")
_PLUGINS = (("JPEG 2000", "pylibjpeg pylibjpeg-openjpeg"), ("JPEG", "pylibjpeg pylibjpeg-libjpeg"))


def read(path: Path) -> MedicalImage:
    """The picture in a DICOM object. Raises StudioError, see `reading.read_medical`."""
    dataset = _dataset(path)
    try:
        return _image(dataset, path)
    except (StudioError, MemoryError):
        raise
    except Exception as error:  # pydicom and its decoders raise anything for damaged objects
        if is_out_of_memory(error):
            raise MemoryError from error
        raise StudioError("medical-broken", path=path, reason=Note("contents-invalid")) from error


def _dataset(path: Path) -> Any:
    try:
        with opened(path) as file:
            require_memory(_unpacked(file), path)
            file.seek(0)
            # zeros after the last attribute, such as those of a file system, are no attributes
            return read_partial(file, stop_when=lambda tag, _vr, _length: tag.group == 0)
    except (InvalidDicomError, zlib.error) as error:
        raise StudioError("medical-broken", path=path, reason=Note("header-invalid")) from error
    except EOFError as error:
        raise StudioError("medical-broken", path=path, reason=Note("ends-early")) from error
    except (StudioError, MemoryError):
        raise
    except OSError as error:
        if error.errno is not None:
            raise
        raise StudioError("medical-broken", path=path, reason=Note("ends-early")) from error
    except Exception as error:
        raise StudioError("medical-broken", path=path, reason=Note("contents-invalid")) from error


def _unpacked(file: BinaryIO) -> int:
    """How many bytes the data set has; one that is deflated may be a thousand times as long as its file."""
    read_preamble(file, False)
    syntax = _read_file_meta_info(file).get("TransferSyntaxUID")
    if syntax != DeflatedExplicitVRLittleEndian:
        return file.seek(0, os.SEEK_END)
    most, found = physical_bytes(), 0
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    while found <= most and not inflating.eof:
        waiting = inflating.unconsumed_tail or file.read(_CHUNK)
        if not waiting:
            break
        found += len(inflating.decompress(waiting, _CHUNK))
    return found


def _image(dataset: Any, path: Path) -> MedicalImage:
    untouched = separate(dataset)
    for bits, keyword in ((32, "FloatPixelData"), (64, "DoubleFloatPixelData")):
        if keyword in dataset:
            raise StudioError("dicom-bits", path=path, bits=bits)
    if "PixelData" not in dataset:
        if "Rows" in dataset:
            raise StudioError("medical-broken", path=path, reason=Note("pixels-missing"))
        raise StudioError("dicom-no-pixels", path=path, what=_kind(dataset))
    transfer = dataset.file_meta.get("TransferSyntaxUID")
    if transfer is None:
        raise StudioError("dicom-missing", path=path, name="TransferSyntaxUID")
    about = attributes_of(dataset, path)
    _require_room(about, path)
    values, photometric, layout = _stored(dataset, about, transfer, path)
    slopes, intercepts = rescales(dataset, about.frames)
    low, high = layout_of(about, transfer, "OW").range
    if values.dtype.kind == "u" and low < 0:  # the compressed data contradicts PixelRepresentation
        raise StudioError("dicom-value", path=path, name="PixelRepresentation", value=1)
    palette, first = _palette(dataset, path) if photometric == "PALETTE COLOR" else (None, 0)
    image = MedicalImage(
        values=values,
        kind="dicom",
        photometric=photometric,
        bits=about.stored,
        lowest=low,
        highest=high,
        modality=str(dataset.get("Modality") or ""),
        unit=unit_of(dataset),
        slopes=slopes,
        intercepts=intercepts,
        table=table_of(dataset) if photometric.startswith("MONOCHROME") else None,
        windows=windows_of(dataset),
        spacing=spacing_of(dataset),
        palette=palette,
        palette_first=first,
        path=path,
        source=untouched,
        layout=layout,
    )
    return percentile_window(image)


def _kind(dataset: Any) -> str:
    """What an object is: the name of its class, or its modality."""
    uid = dataset.get("SOPClassUID") or dataset.file_meta.get("MediaStorageSOPClassUID")
    return str(getattr(uid, "name", "") or dataset.get("Modality") or "unknown")


def _require_room(about: Attributes, path: Path) -> None:
    """Raise for a frame above the pixel limit, and for more values than memory can hold."""
    size = Size(about.columns, about.rows)
    if size.area > pixel_limit():
        raise photo_too_large(path, size, pixel_limit())
    require_memory(about.frames * size.area * about.samples * (about.allocated // 8), path)


def _stored(
    dataset: Any, about: Attributes, transfer: Any, path: Path
) -> tuple[AnyArray, str, PixelLayout | None]:
    """The stored values, what they mean, and their layout if the pixel data can be changed in place."""
    if not transfer.is_transfer_syntax or transfer.is_private:
        raise StudioError("dicom-syntax", path=path, syntax=transfer.name)
    if not transfer.is_encapsulated and about.photometric in _PHOTOMETRIC:
        element = dataset["PixelData"]
        layout = layout_of(about, transfer, element.VR)
        data = element.value
        if not isinstance(data, bytes) or len(data) < layout.size:
            raise StudioError("medical-broken", path=path, reason=Note("ends-early"))
        return layout.values(layout.arranged(layout.words(data))), about.photometric, layout
    return *_decoded(dataset, about, transfer, path), None


def _decoded(dataset: Any, about: Attributes, transfer: Any, path: Path) -> tuple[AnyArray, str]:
    """The values that pydicom decodes, its colours left in the space in which they are stored."""
    try:
        decoder: Any = get_decoder(transfer)
    except NotImplementedError:
        raise StudioError("dicom-syntax", path=path, syntax=transfer.name) from None
    # Pillow, which is always there, decodes JPEG Extended of 8 bits only
    usable = set(decoder.available_plugins)
    if about.stored > 8 and transfer.name.startswith("JPEG Extended"):
        usable.discard("pillow")
    if transfer.is_encapsulated and not usable:
        package = next((names for start, names in _PLUGINS if transfer.name.startswith(start)), "")
        code = "dicom-decoder" if package else "dicom-syntax"
        raise StudioError(code, path=path, syntax=transfer.name, package=package)
    if transfer.is_encapsulated and not sizes_agree(dataset, about):
        raise StudioError("medical-broken", path=path, reason=Note("contents-invalid"))
    array, found = decoder.as_array(dataset, as_rgb=False, allow_excess_frames=False)
    photometric = str(found["photometric_interpretation"])
    if photometric == "YBR_FULL_422":  # decoders return all samples of the chroma
        photometric = "YBR_FULL"
    if photometric not in _PHOTOMETRIC:
        raise StudioError("dicom-photometric", path=path, name=photometric)
    shape = (about.frames, about.rows, about.columns) + ((3,) if about.samples == 3 else ())
    values = np.ascontiguousarray(array.reshape(shape))
    return values.astype(np.int16) if values.dtype == np.int8 else values, photometric


def _palette(dataset: Any, path: Path) -> tuple[AnyArray, int]:
    """The palette (n, 3) uint16 from 0 to 65535, and the stored value of its first colour."""
    from pydicom.pixels.processing import _expand_segmented_lut

    tables = []
    first, entries = 0, 0
    for colour in ("Red", "Green", "Blue"):
        described = dataset.get(f"{colour}PaletteColorLookupTableDescriptor")
        if not described:
            raise StudioError("dicom-missing", path=path, name=f"{colour}PaletteColorLookupTableDescriptor")
        entries, first, bits = (int(part) for part in described)
        entries = entries or 65536
        data = dataset.get(f"{colour}PaletteColorLookupTableData")
        little = dataset.file_meta.TransferSyntaxUID.is_little_endian
        order = "<" if little else ">"
        if data is None:
            data = dataset.get(f"Segmented{colour}PaletteColorLookupTableData")
            if data is None:
                raise StudioError("dicom-missing", path=path, name=f"{colour}PaletteColorLookupTableData")
            words = np.frombuffer(data, f"{order}u2" if bits == 16 else np.uint8)
            table = np.asarray(_expand_segmented_lut(tuple(words.tolist()), f"{order}H"), np.uint16)
        elif len(data) >= 2 * entries:
            table = np.frombuffer(data, f"{order}u2", entries).astype(np.uint16)
        else:
            table = np.frombuffer(data, np.uint8)[:entries].astype(np.uint16)
        if len(table) < entries:
            raise StudioError("medical-broken", path=path, reason=Note("palette-short"))
        # some writers put 8-bit colours into 16-bit entries
        tables.append(table[:entries] * np.uint16(257) if bits == 8 or table.max() < 256 else table[:entries])
    return np.stack(tables, axis=1), first
