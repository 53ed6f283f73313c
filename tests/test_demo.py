"""`make demo`: real samples, a quick engine, pictures that can be opened."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from inpaint_studio import demo
from inpaint_studio.core.photo_io import read_mask

SAMPLES = Path(__file__).parents[1] / "resources" / "samples"
NAMES = ("damaged-portrait", "launch-pad-16bit", "meadow")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "with a space"
    assert demo.main(["-o", str(folder), "--engine", "telea"]) == 0
    return folder


def test_it_writes_four_pictures_of_each_sample_and_an_overview(shown: Path) -> None:
    kinds = ("before", "mask", "after", "comparison")
    expected = {f"{name}-{kind}.png" for name in NAMES for kind in kinds} | {"overview.png"}
    assert {path.name for path in shown.iterdir()} == expected


def test_only_what_the_mask_covers_has_changed(shown: Path) -> None:
    for name in NAMES:
        before, after = (cv2.imread(str(shown / f"{name}-{kind}.png"), -1) for kind in ("before", "after"))
        changed = (before != after).any(axis=2)
        hole = read_mask(SAMPLES / f"{name}.mask.png").hole
        assert not changed[~hole].any()
        assert changed[hole].mean() > 0.8


def test_sixteen_bits_stay_sixteen_bits(shown: Path) -> None:
    assert cv2.imread(str(shown / "launch-pad-16bit-after.png"), -1).dtype == np.uint16


def test_a_comparison_shows_three_panels_side_by_side(shown: Path) -> None:
    with Image.open(shown / "meadow-comparison.png") as picture:
        assert picture.width > 3 * demo.PANEL
        third = picture.width // 3
        panels = [np.asarray(picture.crop((i * third, 100, (i + 1) * third, 400))) for i in range(3)]
    assert (panels[0] != panels[1]).any()
    assert (panels[1] != panels[2]).any()


def test_it_says_where_the_pictures_are_and_how_long_it_took(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = demo.samples()[:1]
    monkeypatch.setattr(demo, "samples", lambda: first)
    assert demo.main(["-o", str(tmp_path), "--engine", "telea"]) == 0
    said = capsys.readouterr().out
    assert str(tmp_path) in said
    assert "damaged-portrait: 789 x 870 px, 8 bit" in said


def test_an_unknown_engine_is_one_line_and_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.main(["-o", str(tmp_path), "--engine", "wand"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("Error: There is no engine 'wand'")
    assert said.err.count("\n") == 1
