"""A name that the user gives keeps every part of itself, and what it may replace is what was asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from inpaint_studio.gui.session.endings import with_ending


@pytest.mark.parametrize(
    ("name", "wanted", "may_replace"),
    [
        ("trip.png", "trip.png", True),
        ("trip.PNG", "trip.PNG", True),
        ("trip", "trip.png", False),
        ("trip.2024", "trip.2024.png", False),
        ("trip.", "trip..png", False),
        (".hidden", ".hidden.png", False),
        ("a b.c d", "a b.c d.png", False),
    ],
)
def test_an_ending_is_added_and_nothing_taken_away(name: str, wanted: str, may_replace: bool) -> None:
    path = Path("folder") / name
    assert with_ending(path, ".png", (".png",)) == (Path("folder") / wanted, may_replace)
