"""Results (fills that are not kept yet) in the folder of a session: one file each, and a list.

A file records the picture of its result, so that it does not depend on the list; the list has the user's
stars and choices, and the order.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..document.changes import decode_layer, encode_layer
from ..document.document import Document
from ..document.tiled_mask import TiledMask
from ..errors import StudioError
from ..files import atomic_write, contents, opened, os_errors_as, sync_folder
from ..geometry import Rect
from ..limits import inflated
from ..project.values import StoredResult
from ..tiles import TiledArray

RESULTS_NAME = "results"
_LIST_NAME = "results.json"
_MOST_LIST = 16 << 20


def write_result(folder: Path, document: Document, result: StoredResult) -> None:
    """Write a result for this picture, without waiting for the disk; `write_results` then lists it.

    A result that is not listed yet counts as the latest and chosen. Raises what `atomic_write` raises.
    """
    place = folder / RESULTS_NAME
    with os_errors_as("journal-write", folder):
        place.mkdir(exist_ok=True)
    data = _encoded(result, signature(document))
    write_checked(place / f"{result.number}.result", data, durable=False)


def write_results(folder: Path, results: Sequence[tuple[StoredResult, Document]]) -> None:
    """Make the results on disk match `results`, each with its picture, and wait for the disk.

    Each is written only once. Raises OSError or what `atomic_write` raises.
    """
    place = folder / RESULTS_NAME
    place.mkdir(exist_ok=True)
    listed_before = {str(one["number"]) for one in _listed(place)}
    listed = []
    for result, document in results:
        file = place / f"{result.number}.result"
        if not file.exists():
            write_result(folder, document, result)
        if str(result.number) not in listed_before:
            _wait_for_disk(file)
        listed.append({"number": result.number, **result.look})
    sync_folder(place)
    with atomic_write(place / _LIST_NAME, overwrite=True) as target:
        target.write(json.dumps({"results": listed}).encode())
    # a file that was never listed stays: it is about to be shown
    for number in listed_before - {str(result.number) for result, _ in results}:
        (place / f"{number}.result").unlink(missing_ok=True)


def read_results(folder: Path, document: Document) -> tuple[StoredResult, ...]:
    """The results for this picture; those that cannot be read are left out."""
    place, picture = folder / RESULTS_NAME, signature(document)
    listed = {int(one["number"]): one for one in _listed(place)}
    files = {int(file.stem): file for file in place.glob("*.result") if file.stem.isdecimal()}
    found = []
    for number in [*listed, *sorted(files.keys() - listed.keys())]:
        about = listed.get(number, {})
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, zlib.error, StudioError):
            read = _decoded(read_checked(files[number]), picture, document)
            found.append(
                replace(
                    read,
                    number=number,
                    starred=bool(about.get("starred", read.starred)),
                    partial=bool(about.get("partial", read.partial)),
                    chosen=bool(about.get("chosen", True)),
                )
            )
    if found and found[-1].number not in listed:
        found = [replace(one, chosen=one is found[-1]) for one in found]
    return tuple(found)


def drop_other_results(folder: Path, results: Sequence[StoredResult]) -> None:
    """Remove the files of results for other pictures: new results may get the same numbers."""
    wanted = {f"{result.number}.result" for result in results}
    for old in (folder / RESULTS_NAME).glob("*.result"):
        if old.name not in wanted:
            with contextlib.suppress(OSError):
                old.unlink()


def signature(document: Document) -> str:
    """Identifies a picture of one photo: the canvas and its fills."""
    layers = [
        [
            layer.visible,
            layer.opacity,
            layer.content.name,
            dict(layer.content.description),
            [patch.rect.numbers for patch in layer.content.patches],
        ]
        for layer in document.layers
    ]
    return json.dumps([document.canvas.numbers, layers], sort_keys=True, default=str)


def write_checked(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write bytes with their checksum. Raises what `atomic_write` raises."""
    with atomic_write(path, overwrite=True, durable=durable) as file:
        file.write(zlib.crc32(data).to_bytes(4, "little"))
        file.write(data)


def read_checked(path: Path) -> bytes:
    """Bytes written by `write_checked`; ValueError if they are damaged or cannot be read."""
    try:
        with opened(path) as file:
            data = file.read()
    except StudioError as error:
        raise ValueError(str(error)) from error
    if zlib.crc32(data[4:]) != int.from_bytes(data[:4], "little"):
        raise ValueError("damaged")
    return data[4:]


def _listed(place: Path) -> list[dict[str, Any]]:
    """The list of the results; empty if it cannot be read."""
    with contextlib.suppress(StudioError, ValueError, KeyError, TypeError):
        read = json.loads(contents(place / _LIST_NAME, _MOST_LIST))["results"]
        return [one for one in read if isinstance(one, dict) and isinstance(one.get("number"), int)]
    return []


def _wait_for_disk(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _encoded(result: StoredResult, picture: str) -> bytes:
    """A result as bytes: its picture, its mask (cropped and compressed), and its content as in a journal."""
    mask = TiledMask(result.mask)
    compressed = zlib.compress(np.ascontiguousarray(mask.read(mask.bounds)).tobytes(), 1)
    head = json.dumps(
        {
            "picture": picture,
            "starred": result.starred,
            "partial": result.partial,
            "rect": mask.bounds.numbers,
            "length": len(compressed),
        }
    ).encode()
    return len(head).to_bytes(4, "little") + head + compressed + encode_layer(result.content)


def _decoded(data: bytes, picture: str, document: Document) -> StoredResult:
    """The inverse of `_encoded`. ValueError if it is for another picture."""
    length = int.from_bytes(data[:4], "little")
    head: dict[str, Any] = json.loads(data[4 : 4 + length])
    if head["picture"] != picture:
        raise ValueError("another picture")
    start, end = 4 + length, 4 + length + head["length"]
    rect = Rect(*head["rect"])
    tiles = TiledArray.blank(document.size)
    if rect:
        crop = np.frombuffer(inflated(data[start:end], document.size.area), np.uint8)
        tiles.write(rect, crop.reshape(rect.height, rect.width))
    return StoredResult(0, decode_layer(data[end:]), tiles, bool(head["starred"]), bool(head["partial"]))
