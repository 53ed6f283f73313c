"""`medical fill` on all DICOM objects that come with pydicom, read back by pydicom and by dcmtk.

    python -m tests.benchmarks.medical [--table]

Each object gets a mask, a tenth of its width and height in the middle of each frame, and is filled by
`inpaint-studio medical fill`. It is right if pydicom and dcmtk (`apt-get install dcmtk`) both see that every
pixel outside the mask is that of the source, and that the derived object says what it is. dcmtk shows
pictures in 16 bits, grey ones through a window around all values, so that it misses no difference. It cannot
decode JPEG 2000, and decodes JPEG with loss and shared chroma with other rounding than pydicom: of such
sources it gets what pydicom decoded. Other objects are refused, in one line.
`--table` prints the table of medical.md.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import subprocess
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pydicom

from inpaint_studio.__main__ import main as studio
from inpaint_studio.core.threads import limit_threads
from tests.medical.pictures import SAMPLES, dicom, reference

_NEW = (
    "ImageType DerivationDescription SourceImageSequence DerivationCodeSequence ContributingEquipmentSequence"
)


@dataclass(frozen=True)
class Outcome:
    """What became of one object: its kind, and "right" or the line that refused it."""

    name: str
    kind: str
    syntax: str
    bits: str
    result: str


def outcomes() -> Iterator[Outcome]:
    """The outcomes for all files that begin like a DICOM object, in order."""
    for path in sorted(SAMPLES.rglob("*")):
        if path.is_file() and path.read_bytes()[128:132] == b"DICM":
            with tempfile.TemporaryDirectory() as folder:
                yield _outcome(path, Path(folder))


def _outcome(path: Path, folder: Path) -> Outcome:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = pydicom.dcmread(path)
        about = (str(path.relative_to(SAMPLES)), _kind(before), _syntax(before), _bits(before))
        rows, columns = int(before.get("Rows") or 8), int(before.get("Columns") or 8)
        mask = np.zeros((rows, columns), bool)
        high, wide = max(1, rows // 10), max(1, columns // 10)
        mask[rows // 2 : rows // 2 + high, columns // 2 : columns // 2 + wide] = True
        cv2.imwrite(str(folder / "mask.png"), mask.astype(np.uint8) * 255)
        out = folder / "out.dcm"
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            code = studio(["medical", "fill", str(path), "-m", str(folder / "mask.png"), "-o", str(out)])
        lines = said.getvalue().strip().replace(f"'{path}'", "it").splitlines()
        if code:
            assert len(lines) == 1, lines
            return Outcome(*about, lines[0].removeprefix("Error: "))
        faults = [*_by_pydicom(path, out, mask), *_by_dcmtk(path, before, out, mask, folder)]
        return Outcome(*about, "; ".join(faults) or "right")


def _kind(dataset: Any) -> str:
    uid = dataset.get("SOPClassUID") or dataset.file_meta.get("MediaStorageSOPClassUID")
    parts = [str(dataset.get("Modality") or ""), str(dataset.get("PhotometricInterpretation") or "")]
    if not parts[1]:
        return str(getattr(uid, "name", "") or "unknown")
    frames = int(re.sub(r"\D", "", str(dataset.get("NumberOfFrames") or 1)) or 1)
    parts += [f"{frames} frames"] if frames > 1 else []
    return " ".join(part for part in parts if part)


def _syntax(dataset: Any) -> str:
    uid = dataset.file_meta.get("TransferSyntaxUID")
    return "-" if uid is None else re.sub(r"( Image Compression|, Non-Hier.*|\(.*\))", "", uid.name).strip()


def _bits(dataset: Any) -> str:
    stored = dataset.get("BitsStored")
    if stored is None:
        return "-"
    signed = " signed" if dataset.get("PixelRepresentation") == 1 else ""
    return f"{stored} in {dataset.get('BitsAllocated')}{signed}"


def _by_pydicom(path: Path, out: Path, mask: np.ndarray) -> Iterator[str]:
    before, after = reference(path).astype(int), reference(out).astype(int)
    shape = (-1, *mask.shape, *((3,) if before.shape[-1] == 3 and before.ndim > 2 else ()))
    before, after = before.reshape(shape), after.reshape(shape)
    if before.shape != after.shape or (before != after)[:, ~mask].any():
        yield "pydicom sees a change outside the mask"
    made = pydicom.dcmread(out)
    if any(keyword not in made for keyword in _NEW.split()):
        yield "pydicom misses an attribute"


def _is_decoded_alike(about: Any) -> bool:
    """Whether dcmtk decodes the pixels of a source, and to the same values as pydicom."""
    syntax = about.file_meta.TransferSyntaxUID.name
    lossy = syntax.startswith(("JPEG Baseline", "JPEG Extended"))
    return "JPEG 2000" not in syntax and not lossy and about.PhotometricInterpretation != "YBR_FULL_422"


def _by_dcmtk(path: Path, before: Any, out: Path, mask: np.ndarray, folder: Path) -> Iterator[str]:
    dump = subprocess.run(["dcmdump", "-q", out], capture_output=True)
    text = dump.stdout.decode("latin-1")
    tags = ("(0008,2111)", "(0008,2112)", "(0008,9215)", "(0018,a001)", "[DERIVED\\SECONDARY")
    if dump.returncode or any(tag not in text for tag in tags):
        yield "dcmtk misses an attribute"
    source = path
    if not _is_decoded_alike(before):
        source = folder / "decoded.dcm"
        _decode(before, source)
    elif "JPEG-LS" in before.file_meta.TransferSyntaxUID.name:
        source = folder / "decoded.dcm"
        subprocess.run(["dcmdjpls", path, source], check=True, capture_output=True)
    window = _window(source, before)
    for frame in range(1, min(int(before.get("NumberOfFrames") or 1), 3) + 1):
        one, other = (_picture(each, frame, window, folder) for each in (source, out))
        if one is None or other is None:
            yield "dcmtk cannot show it"
        elif one.shape != other.shape or (one != other)[~mask].any():
            most = 0 if one.shape != other.shape else np.abs(one - other)[~mask].max()
            yield f"dcmtk sees a change outside the mask, by {most} levels"


def _decode(about: Any, path: Path) -> None:
    """Write what pydicom decodes as an uncompressed object, colours left as they are stored."""
    decoder = pydicom.pixels.get_decoder(about.file_meta.TransferSyntaxUID)
    array, found = decoder.as_array(about, as_rgb=False)
    frames = int(about.get("NumberOfFrames") or 1)
    colours = about.SamplesPerPixel == 3
    photometric = about.PhotometricInterpretation
    if colours:
        photometric = "YBR_FULL" if "YBR_FULL" in found["photometric_interpretation"] else "RGB"
    words = array.reshape(frames, about.Rows, about.Columns, *((3,) if colours else ()))
    kept = {
        name: about[name].value
        for name in ("BitsStored", "HighBit", "RescaleSlope", "RescaleIntercept")
        if name in about
    }
    dicom(path, words, PhotometricInterpretation=photometric, **kept)


def _window(path: Path, about: Any) -> tuple[float, float] | None:
    """Centre and width of a window around all values of a grey object; None for colours."""
    if "MONOCHROME" not in about.PhotometricInterpretation:
        return None
    values = reference(path).astype(float)
    slope, intercept = float(about.get("RescaleSlope") or 1), float(about.get("RescaleIntercept") or 0)
    low, high = values.min() * slope + intercept, values.max() * slope + intercept
    return (low + high) / 2, max(high - low, 2.0)


def _picture(path: Path, frame: int, window: tuple[float, float] | None, folder: Path) -> np.ndarray | None:
    """A frame as dcmtk shows it, in 16 bits: (rows, columns[, 3]); None if it cannot."""
    made = folder / "seen.pnm"
    command = ["dcmj2pnm", "--no-overlays", "--frame", str(frame), "--write-16-bit-pnm"]
    command += [] if window is None else ["--set-window", *map(str, window)]
    if subprocess.run([*command, path, made], capture_output=True).returncode:
        return None
    # P2 or P3, columns, rows, the greatest level, levels
    words = re.sub(rb"#.*", b"", made.read_bytes()).split()
    shape = (int(words[2]), int(words[1]), *((3,) if words[0] == b"P3" else ()))
    return np.array(words[4:], np.int64).reshape(shape)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--table", action="store_true", help="print the table of medical.md")
    given = parser.parse_args()
    limit_threads(1)
    found = list(outcomes())
    if given.table:
        print(_table(found))
    else:
        for one in found:
            print(f"{one.name:<42} {one.kind:<28} {one.syntax:<28} {one.bits:<16} {one.result}")
    right = sum(one.result == "right" for one in found)
    print(f"{len(found)} objects: {right} right, {len(found) - right} refused or wrong")


def _table(found: list[Outcome]) -> str:
    """Objects that agree in all but their name share a row."""
    rows = Counter((one.kind, one.syntax, one.bits, one.result) for one in found)
    first = {(one.kind, one.syntax, one.bits, one.result): one.name for one in reversed(found)}
    lines = [
        "| kind | transfer syntax | bits | objects | for example | result |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in sorted(rows, key=lambda row: (row[3] != "right", row)):
        kind, syntax, bits, result = row
        lines.append(f"| {kind} | {syntax} | {bits} | {rows[row]} | `{first[row]}` | {result} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
