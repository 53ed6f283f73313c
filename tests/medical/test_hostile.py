"""Damaged objects and volumes end in one line, or are read: never in another error."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.encaps import encapsulate, generate_frames
from pydicom.pixels.decoders.base import Decoder
from pydicom.uid import DeflatedExplicitVRLittleEndian

from inpaint_studio.core.errors import StudioError
from inpaint_studio.medical import dicom, room
from inpaint_studio.medical.codestreams import FrameSize, sizes_in
from inpaint_studio.medical.derived import Derivation, write_derived
from inpaint_studio.medical.display import shown
from inpaint_studio.medical.reading import read_medical

from .pictures import dicom as made
from .pictures import nifti, sample

NAMES = (
    "MR_small.dcm",
    "MR_small_implicit.dcm",
    "MR_small_RLE.dcm",
    "SC_rgb_rle_2frame.dcm",
    "image_dfl.dcm",
)


def damaged(data: bytes, seed: int) -> bytes:
    """The file cut off somewhere, or with a few other bytes in its header."""
    rng = np.random.default_rng(seed)
    if seed % 2:
        return data[: rng.integers(133, len(data))]
    changed = bytearray(data)
    for place in rng.integers(0, min(len(data), 2500), rng.integers(1, 12)):
        changed[place] = rng.integers(0, 256)
    return bytes(changed)


def outcome(path: Path) -> str:
    """An empty text if the file is read, shown and written again, else the line that says why not."""
    try:
        image = read_medical(path)
        for window in image.windows:
            shown(image, 0, window)
        mask = np.zeros((image.rows, image.columns), bool)
        mask[:1] = True
        out = path.with_name("out" + "".join(path.suffixes))
        write_derived(image, out, Derivation(mask=mask), overwrite=True)
    except StudioError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_damaged_objects(tmp_path: Path, name: str) -> None:
    data = sample(name).read_bytes()
    said = []
    for seed in range(12):
        (tmp_path / "a.dcm").write_bytes(damaged(data, seed))
        said.append(outcome(tmp_path / "a.dcm"))
    assert any(said)
    assert not any("\n" in line for line in said)


@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
def test_damaged_volumes(tmp_path: Path, ending: str) -> None:
    values = np.random.default_rng(1).integers(0, 99, (12, 13, 5)).astype(np.int16)
    data = nifti(tmp_path / "source.nii", values).read_bytes()
    if ending == ".nii.gz":
        data = gzip.compress(data, mtime=0)
    said = []
    for seed in range(24):
        (tmp_path / f"a{ending}").write_bytes(damaged(data, seed))
        said.append(outcome(tmp_path / f"a{ending}"))
    assert any(said)
    assert not any("\n" in line for line in said)


def test_a_volume_that_claims_to_be_enormous(tmp_path: Path) -> None:
    path = nifti(tmp_path / "a.nii", np.zeros((4, 4, 4), np.int16), dim=[3, 32767, 12000, 32767, 1, 1, 1, 1])
    path.with_suffix(".nii.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    assert "ends too early" in outcome(path)
    assert "GB of memory" in outcome(path.with_suffix(".nii.gz"))


@pytest.mark.parametrize(
    ("name", "marker", "after"),
    [
        ("SC_jpeg_no_color_transform.dcm", b"\xff\xc0", 5),
        ("JPGExtended.dcm", b"\xff\xc1", 5),
        ("MR_small_jpeg_ls_lossless.dcm", b"\xff\xf7", 5),
        ("693_J2KI.dcm", b"\xff\x4f\xff\x51", 8),
    ],
)
def test_a_frame_that_claims_to_be_enormous_is_not_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, marker: bytes, after: int
) -> None:
    source = pydicom.dcmread(sample(name))
    frame = bytearray(next(generate_frames(source.PixelData, number_of_frames=1)))
    assert list(sizes_in(bytes(frame))) == [FrameSize(source.Rows, source.Columns, source.SamplesPerPixel)]
    size = (
        struct.pack(">II", 60000, 60000)
        if marker.startswith(b"\xff\x4f")
        else struct.pack(">HH", 60000, 60000)
    )
    place = frame.index(marker) + after
    frame[place : place + len(size)] = size
    source.PixelData = encapsulate([bytes(frame)])
    source["PixelData"].is_undefined_length = True
    source.save_as(tmp_path / "a.dcm")
    decoded: list[object] = []
    monkeypatch.setattr(Decoder, "as_array", lambda *args, **kwargs: decoded.append(args))
    assert "its contents are not valid" in outcome(tmp_path / "a.dcm")
    assert not decoded


@pytest.mark.parametrize("cut", range(2, 60))
def test_frames_that_are_cut_off_have_no_size_or_their_own(cut: int) -> None:
    for name in ("SC_jpeg_no_color_transform.dcm", "693_J2KI.dcm"):
        source = pydicom.dcmread(sample(name))
        frame = next(generate_frames(source.PixelData, number_of_frames=1))
        whole = FrameSize(source.Rows, source.Columns, source.SamplesPerPixel)
        assert list(sizes_in(frame[:cut])) in ([], [whole])


def test_an_object_that_unpacks_to_more_than_memory_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = made(
        tmp_path / "a.dcm",
        np.zeros((16, 16), np.uint8),
        syntax=DeflatedExplicitVRLittleEndian,
        DataSetTrailingPadding=bytes(9_000_000),
    )
    assert source.stat().st_size < 100_000
    assert outcome(source) == ""
    for module in (dicom, room):
        monkeypatch.setattr(module, "physical_bytes", lambda: 20_000_000)
    assert "GB of memory" in outcome(source)


def test_a_volume_that_is_larger_than_its_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = nifti(tmp_path / "a.nii", np.zeros((64, 64, 64), np.int16))
    monkeypatch.setattr(room, "physical_bytes", lambda: 1_000_000)
    assert "GB of memory" in outcome(path)


def test_zeros_after_an_object_are_no_attributes(tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    path.write_bytes(sample("MR_small_implicit.dcm").read_bytes() + bytes(4096))
    image = read_medical(path)
    assert not [tag for tag in image.source.keys() if tag.group == 0]  # noqa: SIM118
    np.testing.assert_array_equal(image.values, read_medical(sample("MR_small_implicit.dcm")).values)
