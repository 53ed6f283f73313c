"""Malicious files: one line or the photo, within ten seconds of CPU time and a gigabyte."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import picture_corpus
from tests.hostile import assert_opened, assert_refused, cli_in_child, read_in_child


@pytest.mark.parametrize("name", list(picture_corpus.hostile()))
def test_it_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    data = picture_corpus.hostile()[name]()
    assert len(data) < 1_000_000
    path = tmp_path / name
    path.write_bytes(data)
    assert name in assert_refused(read_in_child(path))


@pytest.mark.parametrize("name", list(picture_corpus.hostile_but_sound()))
def test_it_opens_without_what_means_harm(tmp_path: Path, name: str) -> None:
    data = picture_corpus.hostile_but_sound()[name]()
    assert len(data) < 1_000_000
    path = tmp_path / name
    path.write_bytes(data)
    assert assert_opened(read_in_child(path), most=400_000_000)[0] == "24 x 16"


def test_the_command_line_stays_within_the_same_bounds(tmp_path: Path) -> None:
    photo = tmp_path / "icon.png"
    photo.write_bytes(picture_corpus.hostile()["icon-900-megapixels.ico"]())
    ended = cli_in_child("fill", photo, "--mask", photo, "-o", tmp_path / "out.png")
    assert "900 megapixels" in assert_refused(ended)
