from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.cli.studio import Studio
from tests.finding.shadow_scene import dressed, figure, ground, photo, shaded


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    path = tmp_path / "mask.png"
    Image.fromarray(figure().astype(np.uint8) * 255).save(path)
    return path


def scene(tmp_path: Path, light: np.ndarray) -> Path:
    path = tmp_path / "scene.png"
    Image.fromarray(photo(dressed(light, figure())).pixels).save(path)
    return path


def covered(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        assert picture.mode == "L"
        return np.asarray(picture) > 0


def test_the_mask_is_saved_with_the_shadow(studio: Studio, tmp_path: Path, mask: Path) -> None:
    light, truth = shaded(0.8, 0.2)
    wider = tmp_path / "wider.png"
    ran = studio("shadow", scene(tmp_path, light), "-m", mask, "-o", wider, "--json")
    assert ran.code == 0
    (found,) = ran.json["found"]
    assert found["kind"] == "shadow"
    assert 0.75 <= found["confidence"] <= 1
    area = covered(wider)
    assert area[figure()].all()
    assert (area & truth).sum() > 0.95 * truth.sum()
    assert ran.json["added"] == int(area.sum() - figure().sum())
    ran = studio("shadow", tmp_path / "scene.png", "-m", mask, "-o", wider, "--overwrite")
    assert ran.out.startswith(f"{wider}: the mask with a shadow (")


def test_without_a_shadow_the_mask_is_saved_as_it_was(studio: Studio, tmp_path: Path, mask: Path) -> None:
    wider = tmp_path / "wider.png"
    ran = studio("shadow", scene(tmp_path, ground()), "-m", mask, "-o", wider)
    assert ran.out.strip() == f"{wider}: no shadow or reflection found, the mask as it was"
    np.testing.assert_array_equal(covered(wider), figure())


def test_wrong_usage_and_what_does_not_fit(studio: Studio, tmp_path: Path, mask: Path) -> None:
    picture = scene(tmp_path, ground())
    assert studio("shadow", picture, "-m", mask, "-o", tmp_path / "wider.jpg").code == 2
    before = picture.read_bytes(), mask.read_bytes()
    for words in ((), ("--overwrite",)):
        assert "PHOTO" in studio.fails("shadow", picture, "-m", mask, "-o", picture, *words, code=2)
        assert "--mask" in studio.fails("shadow", picture, "-m", mask, "-o", mask, *words, code=2)
    assert (picture.read_bytes(), mask.read_bytes()) == before
    other = tmp_path / "other.png"
    Image.fromarray(np.eye(5, dtype=np.uint8) * 255).save(other)
    studio.fails("shadow", picture, "-m", other, "-o", tmp_path / "wider.png")
    assert not (tmp_path / "wider.png").exists()
