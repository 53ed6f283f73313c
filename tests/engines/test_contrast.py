"""The contrast that guided fills get back from the places that they were copied from."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.exemplar import contrast
from inpaint_studio.engines.exemplar.engine import ENGINE
from inpaint_studio.engines.exemplar.guide import Guide
from inpaint_studio.engines.exemplar.levels import PatchLevel, Scale, prepare, with_texture
from inpaint_studio.engines.exemplar.solver import Solver

from .test_guide import DRAFT, hole_of, landscape, reduced, rough, wanted

RADIUS = 3
INNER = slice(RADIUS, -RADIUS)


def level_with(fill_contrast: float) -> tuple[PatchLevel, np.ndarray]:
    """Noise with a hole whose fill is noise of so much times the contrast; also the hole, bool (H, W)."""
    noise = np.random.default_rng(1).normal(0, 0.08, (96, 96, 3)).astype(np.float32)
    hole = np.zeros((96, 96), bool)
    hole[24:72, 24:72] = True
    image = np.clip(0.5 + np.where(hole[..., None], fill_contrast * noise, noise), 0, 1).astype(np.float32)
    scale = Scale(with_texture(image, hole, 1.0), hole, hole, np.ones_like(hole))
    return prepare(scale, RADIUS), hole


def proposed(level: PatchLevel) -> np.ndarray:
    """What patches of this noise propose: its mean contrast, known everywhere."""
    found = contrast.of_known(level)
    known = found[..., 1] > 0
    found[level.wanted > 0] = found[known].mean(0) / found[known][:, 1].mean()
    return found


def spread(level: PatchLevel, hole: np.ndarray) -> float:
    return float(level.picture[INNER, INNER, :3][hole].std())


def test_lost_contrast_comes_back_and_the_photo_stays() -> None:
    level, hole = level_with(0.8)
    before = level.picture.copy()
    contrast.restore(level, proposed(level))
    full = float(before[INNER, INNER, :3][~hole].std())
    assert spread(level, hole) == pytest.approx(full, rel=0.08)  # it was 20 % less
    assert (level.picture[INNER, INNER][~hole] == before[INNER, INNER][~hole]).all()
    middle = np.s_[36:60, 36:60]
    light = level.picture[INNER, INNER, :3][middle].mean((0, 1)) - before[INNER, INNER, :3][middle].mean(
        (0, 1)
    )
    assert np.abs(light).max() < 1  # grey level


@pytest.mark.parametrize(("much", "most"), [(1.0, 1.2), (1.5, 1e-3)])
def test_contrast_that_is_there_is_not_taken_away(much: float, most: float) -> None:
    level, hole = level_with(much)
    before = level.picture.copy()
    contrast.restore(level, proposed(level))
    change = np.abs(level.picture - before)[INNER, INNER, :3][hole]
    assert change.mean() < most  # grey levels, of 20: even noise is not as rough everywhere as on average


def test_a_flat_fill_stays_flat() -> None:
    level, _ = level_with(0.0)
    contrast.restore(level, proposed(level))
    inside = level.picture[INNER, INNER, :3][36:60, 36:60]
    assert inside.std() < 1


def test_a_guided_fill_is_as_rough_as_what_it_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = landscape()
    hole = hole_of(photo)
    guide = Guide(reduced(wanted(photo), 8), 1 / 8, belief=0.5)
    holed = np.where(hole[..., None], 0, photo).astype(np.float32)

    def filled() -> np.ndarray:
        return ENGINE.fill(holed, hole, RunContext(params=DRAFT), guide)

    found = filled()
    assert (found == filled()).all()
    monkeypatch.setattr(Solver, "restore_contrast", lambda *given: None)
    evened = filled()
    ice = np.s_[80:108, 48:84]
    assert rough(evened[ice]) < rough(found[ice]) < 1.1 * rough(photo[80:])
    assert (found[~hole] == evened[~hole]).all()


def test_without_a_guide_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = landscape()
    hole = hole_of(photo)
    found = ENGINE.fill(photo, hole, RunContext(params=DRAFT))
    monkeypatch.setattr(Solver, "restore_contrast", lambda *given: None)
    assert (ENGINE.fill(photo, hole, RunContext(params=DRAFT)) == found).all()
