"""The harness for hostile files itself: it sees what it should see."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

from tests.corpus import encoded, picture
from tests.hostile import assert_opened, assert_refused, cli_in_child, read_in_child, zeros


def test_a_sound_photo_opens_and_its_peak_is_known(tmp_path: Path) -> None:
    path = tmp_path / "ünïcode.png"
    path.write_bytes(encoded(picture(16, 24, 3), "PNG"))
    ended = read_in_child(path)
    assert assert_opened(ended)[0] == "24 x 16"
    if sys.platform.startswith("linux"):
        assert ended.peak > 10_000_000


def test_a_broken_file_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "text.png"
    path.write_bytes(b"not a picture")
    line = assert_refused(read_in_child(path, read="mask"))
    assert "text.png" in line


def test_the_command_line_ends_alike(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(encoded(picture(16, 24, 3), "PNG"))
    ended = cli_in_child("fill", photo, "--mask", tmp_path / "none.png", "-o", tmp_path / "out.png")
    assert "none.png" in assert_refused(ended)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak is exact on Linux only")
def test_the_peak_grows_with_the_photo(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(encoded(np.zeros((5000, 8000, 3), np.uint8), "PNG"))
    ended = read_in_child(path)
    assert ended.peak > 120_000_000
    with pytest.raises(AssertionError, match="MB"):
        assert_opened(ended, most=120_000_000)


def test_a_bomb_is_a_sound_stream() -> None:
    packed = zeros(32 << 20)
    assert len(packed) < 40_000
    assert zlib.decompress(packed) == bytes(32 << 20)
