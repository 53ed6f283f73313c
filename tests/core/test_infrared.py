"""Where the infrared of a scan is: in the TIFF, as a sample or a page, or in a file beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Size, same_shape
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.core.photo_io.infrared import infrared_of, read_infrared
from tests.tiff_files import tiff_of

COLOURS = np.random.default_rng(0).integers(0, 65536, (40, 60, 3), dtype=np.uint16)
INFRARED = np.random.default_rng(1).integers(50000, 60000, (40, 60), dtype=np.uint16)
SIZE = Size(60, 40)


def written(folder: Path, data: bytes) -> Path:
    path = folder / "scan.tif"
    path.write_bytes(data)
    return path


def paged(path: Path, *pages: np.ndarray, kinds: tuple[int, ...] = (), turn: int = 1) -> Path:
    """A TIFF of several pages with these NewSubfileTypes."""
    with tifffile.TiffWriter(path) as writer:
        for number, page in enumerate(pages):
            writer.write(
                page,
                photometric="rgb" if page.ndim == 3 else "minisblack",
                subfiletype=1 if kinds else 0,
                metadata=None,
                extratags=[(274, 3, 1, turn, True)] if turn != 1 and not number else [],
            )
    # tifffile writes no masks of more than 1 bit
    with tifffile.TiffFile(path, mode="r+") as file:
        for page, kind in zip(file.pages, kinds, strict=False):
            page.tags[254].overwrite(kind)
    return path


@pytest.mark.parametrize("planar", [False, True])
@pytest.mark.parametrize("compression", ["none", "lzw", "deflate"])
@pytest.mark.parametrize("extra", [(), (0,)])
def test_a_fourth_sample_that_is_not_alpha(
    tmp_path: Path, extra: tuple[int, ...], compression: str, planar: bool
) -> None:
    four = np.dstack([COLOURS, INFRARED])
    path = written(tmp_path, tiff_of(four, extra=extra, compression=compression, planar=planar, rows=7))
    found = infrared_of(path, SIZE)
    np.testing.assert_array_equal(found.plane, INFRARED)
    photo = read_photo(path)
    assert photo.alpha is None
    np.testing.assert_array_equal(photo.pixels, COLOURS)
    assert [note.code for note in photo.notes] == ["infrared-inside"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("extra", [(1,), (2,), (0, 0), (0, 2)])
def test_alpha_and_several_samples_are_no_infrared(tmp_path: Path, extra: tuple[int, ...]) -> None:
    many = np.dstack([COLOURS, *[INFRARED] * len(extra)])
    path = written(tmp_path, tiff_of(many, extra=extra))
    assert infrared_of(path, SIZE).plane is None
    photo = read_photo(path)
    assert photo.has_alpha == (extra[-1] != 0)
    assert "infrared-inside" not in [getattr(note, "code", None) for note in photo.notes]


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_it_is_turned_with_the_photo(tmp_path: Path, orientation: int) -> None:
    path = written(tmp_path, tiff_of(np.dstack([COLOURS, COLOURS[..., 1]]), orientation=orientation))
    photo = read_photo(path)
    np.testing.assert_array_equal(infrared_of(path, photo.size).plane, photo.pixels[..., 1])
    small = np.ascontiguousarray(COLOURS[..., 1])
    path = paged(tmp_path / "pages.tif", COLOURS, small, kinds=(0, 4), turn=orientation)
    photo = read_photo(path)
    np.testing.assert_array_equal(infrared_of(path, photo.size).plane, photo.pixels[..., 1])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_page_that_silverfast_writes(tmp_path: Path, dtype: Any) -> None:
    """Colours, a thumbnail, and the infrared marked as a mask; grey scans have the same."""
    plane = (INFRARED >> (8 if dtype is np.uint8 else 0)).astype(dtype)
    for colours in (COLOURS, COLOURS[..., 0]):
        thumbnail = np.zeros((20, 30, 3), np.uint8)
        path = paged(tmp_path / "hdri.tif", colours, thumbnail, plane, kinds=(0, 1, 4))
        np.testing.assert_array_equal(infrared_of(path, SIZE).plane, plane)
        photo = read_photo(path)
        np.testing.assert_array_equal(photo.pixels.squeeze(), colours)
        assert [note.code for note in photo.notes] == ["infrared-inside"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [0, 1])
def test_a_grey_page_of_half_the_size(tmp_path: Path, kind: int) -> None:
    half = INFRARED[::2, ::2].copy()
    path = paged(tmp_path / "pages.tif", COLOURS, half, kinds=(0, kind))
    np.testing.assert_array_equal(infrared_of(path, SIZE).plane, half)
    assert [note.code for note in read_photo(path).notes] == ["infrared-inside"]  # type: ignore[attr-defined]


def test_other_pages_are_no_infrared(tmp_path: Path) -> None:
    others = {
        "document": (COLOURS, (INFRARED >> 8).astype(np.uint8)),
        "stack": (COLOURS[..., 0], INFRARED),
        "two pages": (COLOURS, INFRARED, INFRARED),
        "colour": (COLOURS, COLOURS),
        "other shape": (COLOURS, INFRARED[:, :30].copy()),
        "thumbnail": (COLOURS, INFRARED[::8, ::8].copy()),
    }
    for pages in others.values():
        path = paged(tmp_path / "pages.tif", *pages)
        assert infrared_of(path, SIZE).plane is None
        assert [note.code for note in read_photo(path).notes] == ["first-page"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["scan_IR.tif", "scan_ir.tiff", "scan_ir.png"])
def test_a_file_beside_the_photo(tmp_path: Path, name: str) -> None:
    photo = tmp_path / "scan.jpg"
    Image.fromarray((COLOURS >> 8).astype(np.uint8)).save(photo)
    assert infrared_of(photo, SIZE).plane is None
    cv2.imwrite(str(tmp_path / name), INFRARED)
    np.testing.assert_array_equal(infrared_of(photo, SIZE).plane, INFRARED)


def test_a_file_beside_it_that_does_not_fit_is_left_out_with_a_note(tmp_path: Path) -> None:
    photo = tmp_path / "scan.png"
    Image.fromarray((COLOURS >> 8).astype(np.uint8)).save(photo)
    beside = tmp_path / "scan_IR.png"
    cv2.imwrite(str(beside), INFRARED[:, :30])
    found = infrared_of(photo, SIZE)
    assert found.plane is None
    assert "30 x 40" in found.notes[0]
    beside.write_bytes(b"no picture")
    assert "not a picture" in infrared_of(photo, SIZE).notes[0]


def test_a_picture_in_colour_beside_it_is_no_infrared(tmp_path: Path) -> None:
    photo = tmp_path / "scan.jpg"
    for path in (photo, tmp_path / "scan_IR.png"):
        Image.fromarray((COLOURS >> 8).astype(np.uint8)).save(path)
    found = infrared_of(photo, SIZE)
    assert (found.plane, found.notes) == (None, ())
    cv2.imwrite(str(tmp_path / "scan_ir.tif"), INFRARED)
    np.testing.assert_array_equal(infrared_of(photo, SIZE).plane, INFRARED)


def test_infrared_by_name(tmp_path: Path) -> None:
    path = tmp_path / "any.png"
    grey_in_colour = np.repeat((INFRARED >> 8).astype(np.uint8)[..., None], 3, axis=2)
    Image.fromarray(grey_in_colour).save(path)
    np.testing.assert_array_equal(read_infrared(path, SIZE), grey_in_colour[..., 0])

    def refused() -> str:
        with pytest.raises(StudioError) as caught:
            read_infrared(path, SIZE)
        assert re.fullmatch(r"[^\n]+\.", str(caught.value))
        return caught.value.code

    Image.fromarray((COLOURS >> 8).astype(np.uint8)).save(path)
    assert refused() == "infrared-colour"
    Image.new("L", (60, 40), 200).save(path)
    assert refused() == "infrared-empty"
    Image.fromarray((INFRARED[:, :30] >> 8).astype(np.uint8)).save(path)
    assert refused() == "infrared-size"
    path.write_bytes(b"")
    assert refused() == "file-empty"
    path.write_bytes(b"no picture")
    assert refused() == "photo-unknown"
    path.unlink()
    assert refused() == "file-missing"


def test_the_same_shape_in_another_size() -> None:
    assert same_shape(Size(3000, 2000), Size(6000, 4000))
    assert same_shape(Size(3000, 2001), Size(6001, 4001))
    assert same_shape(Size(1, 1), Size(2, 1))
    assert not same_shape(Size(2000, 3000), Size(6000, 4000))
    assert not same_shape(Size(3000, 1900), Size(6000, 4000))
    assert not same_shape(Size(0, 0), Size(6000, 4000))
