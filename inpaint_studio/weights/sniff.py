"""What kind of file a model is, judged by its bytes: nothing in it is loaded, run or unpickled."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path
from typing import BinaryIO, Literal

from ..core.errors import Note, StudioError
from ..core.files import opened
from ..core.limits import json_of
from .cards.card import Format
from .onnx.size import varint

Kind = Literal[
    "onnx", "torchscript", "safetensors", "pickle", "hdf5", "page", "pointer", "cut", "zip", "unknown"
]

_WORDS: dict[Kind, str] = {
    "onnx": Note("file-onnx"),
    "torchscript": Note("file-torchscript"),
    "safetensors": Note("file-safetensors"),
    "hdf5": Note("file-hdf5"),
    "zip": Note("file-zip"),
    "unknown": Note("file-other"),
}
_LONGEST_HEADER = 50_000_000
_MOST_VALUES = 2_000_000
_LFS = b"version https://git-lfs.github.com/spec"
_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype\s+html|html|head|body|\?xml|!--)", re.IGNORECASE)
# protocols 0 and 1 of pickle are text; later ones begin with 0x80 and their number
_OLD_PICKLE = re.compile(rb"\(?(c[A-Za-z_][\w.]*\n[A-Za-z_]\w*\n|[dl]p0?\n)")
_ONNX_FIELDS = {1: 0, 2: 2, 3: 2, 4: 2, 5: 0, 6: 2, 7: 2, 8: 2, 14: 2, 20: 2, 25: 2, 26: 2}
"""The fields of ONNX's ModelProto and their wire types (0 a number, 2 length-delimited)."""
_ONNX_GRAPH = 7


def kind_of(path: Path) -> Kind:
    """What the file is. Raises what `files.opened` raises."""
    with opened(path) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        return _kind(file, file.read(512), size)


def require_harmless(path: Path, shown: str) -> Kind:
    """What the file is, unless it is never acceptable; `shown` is its name in errors.

    Raises StudioError "model-pickle", "model-page", "model-pointer", and those of `kind_of`.
    """
    kind = kind_of(path)
    if kind == "pickle":
        raise StudioError("model-pickle", source=shown)
    if kind == "page":
        raise StudioError("model-page", source=shown)
    if kind == "pointer":
        raise StudioError("model-pointer", source=shown)
    return kind


def require_format(path: Path, wanted: Format, shown: str) -> None:
    """Raise StudioError "model-kind", "model-cut", or those of `require_harmless`, unless it is `wanted`."""
    kind = require_harmless(path, shown)
    if kind == "cut":
        raise StudioError("model-cut", source=shown)
    if kind != wanted:
        raise StudioError("model-kind", source=shown, found=_WORDS[kind], wanted=_WORDS[wanted])


def _kind(file: BinaryIO, head: bytes, size: int) -> Kind:
    if head.startswith(_LFS):
        return "pointer"
    if _PAGE.match(head):
        return "page"
    if head.startswith(b"\x89HDF\r\n\x1a\n"):
        return "hdf5"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(file)
    if (head[0] == 0x80 and len(head) > 1 and head[1] <= 5) or _OLD_PICKLE.match(head):
        return "pickle"
    return _safetensors_kind(file, size) or _onnx_kind(file, size) or "unknown"


def _zip_kind(file: BinaryIO) -> Kind:
    """TorchScript and torch's pickled checkpoints are both ZIP files with one folder."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = [name.split("/") for name in archive.namelist()]
    except Exception:  # BadZipFile, or whatever invalid numbers lead to
        return "cut"
    inside = {tuple(parts[1:]) for parts in names}
    if ("constants.pkl",) in inside and any(parts[:1] == ("code",) and len(parts) > 1 for parts in inside):
        return "torchscript"
    return "pickle" if any(parts[-1].endswith((".pkl", ".pickle")) for parts in names) else "zip"


def _safetensors_kind(file: BinaryIO, size: int) -> Kind | None:
    file.seek(0)
    start = file.read(9)
    length = int.from_bytes(start[:8], "little")
    if start[8:] != b"{" or not 2 <= length <= _LONGEST_HEADER:
        return None
    file.seek(8)
    try:
        header = json_of(file.read(length), _MOST_VALUES)
        ends = [one["data_offsets"][1] for key, one in header.items() if key != "__metadata__"]
        whole = 8 + length + max(ends, default=0)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return "cut" if size < 8 + length else None
    return "safetensors" if size >= whole else "cut"


def _onnx_kind(file: BinaryIO, size: int) -> Kind | None:
    """ONNX has no signature: this walks through its fields without reading their contents."""
    at, graph = 0, False
    while at < size:
        file.seek(at)
        head = file.read(20)
        tag, used = varint(head, 0)
        if _ONNX_FIELDS.get(tag >> 3) != tag & 7 or not used:
            return None
        value, end = varint(head, used)
        if not end:
            return "cut" if graph else None
        graph = graph or tag >> 3 == _ONNX_GRAPH
        at += end + (value if tag & 7 == 2 else 0)
    if not graph:
        return None
    return "onnx" if at == size else "cut"
