"""Malicious TIFF files: each is rejected in one line, or opens, within 10 s and 1 GB."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile import assert_opened, assert_refused, read_in_child
from tests.tiff_corpus import hostile, hostile_but_sound

_MOST = 350_000_000
"""Bytes: what these files need is far less than what any file may take."""


@pytest.mark.parametrize("name", hostile())
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, name: str) -> None:
    data = hostile()[name]()
    assert len(data) < 1_000_000
    (tmp_path / name).write_bytes(data)
    line = assert_refused(read_in_child(tmp_path / name), _MOST)
    assert name in line


@pytest.mark.parametrize("name", hostile_but_sound())
def test_only_what_the_picture_needs_is_unpacked(tmp_path: Path, name: str) -> None:
    data = hostile_but_sound()[name]()
    assert len(data) < 1_000_000
    (tmp_path / name).write_bytes(data)
    assert_opened(read_in_child(tmp_path / name), _MOST)
