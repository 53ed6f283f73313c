"""Odd files open, broken ones fail with one clear line: never a traceback, never half a photo."""

from __future__ import annotations

import contextlib
import os
import warnings
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo_io import read_mask, read_photo
from tests.corpus import BROKEN, BROKEN_MASK, OPENS, Case, encoded, make_corpus, picture


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Case]]:
    cases = make_corpus(tmp_path_factory.mktemp("corpus"))
    return {kind: [case for case in cases if case.kind == kind] for kind in (OPENS, BROKEN, BROKEN_MASK)}


def test_the_corpus_is_as_large_as_it_should_be(corpus: dict[str, list[Case]]) -> None:
    assert len(corpus[OPENS]) >= 25
    assert len(corpus[BROKEN]) + len(corpus[BROKEN_MASK]) >= 40


def test_every_odd_file_opens(corpus: dict[str, list[Case]]) -> None:
    for case in corpus[OPENS]:
        photo = read_photo(case.path)
        size = Size(16, 24) if "16x24" in case.name else Size(1, 1) if "1x1" in case.name else Size(24, 16)
        assert photo.size == size, case.name
        assert "16" not in case.name or "16x24" in case.name or photo.dtype == np.uint16, case.name


def test_every_broken_file_gives_one_line_that_names_it(
    corpus: dict[str, list[Case]], capfd: pytest.CaptureFixture[str]
) -> None:
    for case in corpus[BROKEN]:
        try:
            read_photo(case.path)
        except StudioError as error:
            line = str(error)
        else:
            pytest.fail(f"{case.name} was opened")
        assert case.name in line, line
        assert "\n" not in line
        assert len(line) < 170 + len(str(case.path)), line
    assert capfd.readouterr() == ("", "")


def test_no_decoder_warns_or_prints(corpus: dict[str, list[Case]], capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for case in corpus[OPENS]:
            read_photo(case.path)
    assert capfd.readouterr() == ("", "")


def test_every_broken_mask_is_refused_before_a_fill(corpus: dict[str, list[Case]]) -> None:
    for case in corpus[BROKEN_MASK]:
        if case.name == "mask-everything.png":  # sound as a file; the fill refuses it
            assert read_mask(case.path).area == 24 * 16
            continue
        with pytest.raises(StudioError) as caught:
            read_mask(case.path).require_size(Size(24, 16))
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty.png", "file-empty"),
        ("missing.png", "file-missing"),
        ("a-dead-link.png", "file-missing"),
        ("a-folder.png", "file-is-folder"),
        ("text.jpg", "photo-unknown"),
        ("half.jpg", "photo-broken"),
        ("half.png", "photo-broken"),
        ("half-16.tif", "photo-broken"),
        ("huge-claim.png", "photo-too-large"),
        ("huge-claim.tif", "photo-too-large"),
        ("huge-claim.bmp", "photo-too-large"),
        ("float-over-1.tif", "photo-unsuited"),
    ],
)
def test_the_error_says_what_is_wrong(corpus: dict[str, list[Case]], name: str, code: str) -> None:
    path = next(case.path for case in corpus[BROKEN] if case.name == name)
    with pytest.raises(StudioError) as caught:
        read_photo(path)
    assert caught.value.code == code


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(StudioError) as caught:
        read_photo(tmp_path / "pipe.png")
    assert caught.value.code == "file-special"


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "private.png"
    path.write_bytes(encoded(picture(16, 24, 3), "PNG"))

    def refuse(self: Path, *args: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StudioError, match="cannot be read: permission denied"):
        read_photo(path)


@pytest.mark.parametrize("name", ["a\0b.png", "n" * 300 + ".png"])
def test_an_impossible_name_is_an_error_like_any_other(tmp_path: Path, name: str) -> None:
    with pytest.raises(StudioError) as caught:
        read_photo(tmp_path / name)
    assert caught.value.code in ("file-missing", "file-unreadable")


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "gif", "bmp"])
def test_a_file_cut_anywhere_is_an_error_or_whole(tmp_path: Path, ending: str) -> None:
    """Cut at many places: never a picture that differs from the whole one."""
    noise = np.random.default_rng(1).integers(0, 256, (40, 30, 3), dtype=np.uint8)
    options = {"compression": "tiff_deflate"} if ending == "tif" else {}
    data = encoded(noise, {"jpg": "JPEG", "tif": "TIFF"}.get(ending, ending.upper()), **options)
    path = tmp_path / f"cut.{ending}"
    path.write_bytes(data)
    whole = read_photo(path).pixels
    for end in np.linspace(1, len(data) - 1, 60).astype(int):
        path.write_bytes(data[:end])
        try:
            photo = read_photo(path)
        except StudioError:
            continue
        np.testing.assert_array_equal(photo.pixels, whole)


def test_random_damage_never_gets_out_as_another_error(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    deep = picture(20, 30, 3, dtype=np.uint16)
    from tests.corpus import opencv, tiff

    sources = {
        "d.jpg": encoded(picture(20, 30, 3), "JPEG"),
        "d.png": encoded(picture(20, 30, 3), "PNG"),
        "d16.png": opencv(".png", deep),
        "d.tif": tiff(deep),
        "dz.tif": tiff(deep, compression="zlib"),
        "d.webp": encoded(picture(20, 30, 3), "WEBP"),
        "d.gif": encoded(picture(20, 30, 3), "GIF"),
    }
    for name, data in sources.items():
        for _ in range(60):
            damaged = bytearray(data)
            for place in rng.integers(0, min(len(data), 400), 4):
                damaged[place] = rng.integers(0, 256)
            (tmp_path / name).write_bytes(damaged)
            # anything but a StudioError fails the test
            with contextlib.suppress(StudioError):
                read_photo(tmp_path / name, max_pixels=1_000_000)


def test_a_mask_file_of_all_white_reads_as_everything(tmp_path: Path) -> None:
    (tmp_path / "all.png").write_bytes(encoded(np.full((16, 24), 255, np.uint8), "PNG"))
    assert read_mask(tmp_path / "all.png").digest == Mask.full(Size(24, 16)).digest
