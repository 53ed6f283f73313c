"""The sparse engine predicts the missing part of a patch from learned atoms, and learns from the photo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skimage import data

from inpaint_studio.core import paths
from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.geometry import Size
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.diffusion.biharmonic import ENGINE as BIHARMONIC
from inpaint_studio.engines.patches import places
from inpaint_studio.engines.sparse import dictionary
from inpaint_studio.engines.sparse import solver as sparse_solver
from inpaint_studio.engines.sparse.coding import BATCH, Atoms, Effort, code
from inpaint_studio.engines.sparse.engine import ENGINE
from inpaint_studio.evaluation import hole_shapes

SIDE = 96


@pytest.fixture
def cloth() -> np.ndarray:
    """Waves across waves, in three shades."""
    rows, columns = np.mgrid[:SIDE, :SIDE] * 2 * np.pi
    shade = 0.5 + 0.2 * np.sin(rows / 7.3) * np.sin(columns / 5.1) + 0.15 * np.sin((rows + columns) / 6.2)
    return np.dstack([shade, 0.9 - shade, 0.8 * shade]).astype(np.float32)


@pytest.fixture
def woven() -> np.ndarray:
    """One pattern of 6 px that no photo has, in colours of its own, over and over."""
    tile = np.random.default_rng(7).uniform(0.2, 0.8, (6, 6, 3)).astype(np.float32)
    return np.tile(tile, (SIDE // 6, SIDE // 6, 1))


@pytest.fixture
def badge() -> np.ndarray:
    """Part of a photo: letters, a flag and fabric."""
    return data.astronaut()[300 : 300 + SIDE, 330 : 330 + SIDE].astype(np.float32) / 255


@pytest.fixture
def scratched() -> np.ndarray:
    return hole_shapes.scratches(Size(SIDE, SIDE), np.random.default_rng(2), share=0.08)


def fill(picture: np.ndarray, hole: np.ndarray, **rest: Any) -> np.ndarray:
    threads = rest.pop("threads", 1)
    spoiled = np.where(hole[..., None], np.float32(1), picture)
    return ENGINE.fill(spoiled, hole, RunContext(threads=threads, params=rest))


def error(filled: np.ndarray, picture: np.ndarray, hole: np.ndarray) -> float:
    return float(np.sqrt(np.mean((filled - picture)[hole] ** 2)))


def smooth_error(picture: np.ndarray, hole: np.ndarray) -> float:
    return error(BIHARMONIC.fill(picture, hole, RunContext()), picture, hole)


def test_a_texture_comes_back_better_than_a_smooth_fill(cloth: np.ndarray, scratched: np.ndarray) -> None:
    assert error(fill(cloth, scratched), cloth, scratched) < 0.8 * smooth_error(cloth, scratched)


def test_it_learns_a_pattern_from_the_photo_itself(woven: np.ndarray, scratched: np.ndarray) -> None:
    learned, general = (
        error(fill(woven, scratched, adapt=adapt), woven, scratched) for adapt in (True, False)
    )
    assert learned < 0.8 * general
    assert learned < 0.8 * smooth_error(woven, scratched)


def test_pixels_missing_at_random_in_a_photo_come_back_better_too(badge: np.ndarray) -> None:
    """By 0.97 dB when this was written."""
    hole = np.random.default_rng(0).random((SIDE, SIDE)) < 0.8
    assert error(fill(badge, hole), badge, hole) < 10 ** (-0.5 / 20) * smooth_error(badge, hole)


def test_known_pixels_do_not_stand_out_among_missing_ones(badge: np.ndarray) -> None:
    """As they do where the fill is a mean that misses them: the steps beside them would be the higher."""
    hole = np.random.default_rng(0).random((SIDE, SIDE)) < 0.8
    filled = fill(badge, hole)
    step = np.abs(np.diff(filled, axis=1)).mean(2)
    between = hole[:, 1:] & hole[:, :-1]
    beside = hole[:, 1:] != hole[:, :-1]
    assert step[beside].mean() < 1.1 * step[between].mean()


def test_a_hole_much_wider_than_a_patch_closes(cloth: np.ndarray) -> None:
    hole = np.zeros((SIDE, SIDE), bool)
    hole[20:70, 25:75] = True
    filled = fill(cloth, hole)
    assert np.isfinite(filled).all()
    assert error(filled, cloth, hole) < 0.3
    assert filled.min() >= 0
    assert filled.max() <= 1


def test_more_is_done_for_the_best_quality(cloth: np.ndarray, scratched: np.ndarray) -> None:
    draft, best = (fill(cloth, scratched, quality=quality) for quality in ("draft", "best"))
    assert error(best, cloth, scratched) < error(draft, cloth, scratched)


@pytest.mark.parametrize("changed", [{"atoms": 2}, {"texture": 0.0}, {"adapt": False}, {"quality": "draft"}])
def test_every_parameter_does_something(
    cloth: np.ndarray, scratched: np.ndarray, changed: dict[str, Any]
) -> None:
    assert not np.array_equal(fill(cloth, scratched), fill(cloth, scratched, **changed))


def test_simplifying_does_something_where_most_is_missing(cloth: np.ndarray) -> None:
    hole = np.random.default_rng(0).random((SIDE, SIDE)) < 0.8
    assert not np.array_equal(fill(cloth, hole), fill(cloth, hole, strength=4.0))


def test_known_pixels_stay(cloth: np.ndarray, scratched: np.ndarray) -> None:
    assert np.array_equal(fill(cloth, scratched)[~scratched], cloth[~scratched])


def test_the_number_of_threads_changes_nothing(cloth: np.ndarray, scratched: np.ndarray) -> None:
    one, three, again = (fill(cloth, scratched, threads=threads) for threads in (1, 3, 3))
    assert np.array_equal(one, three)
    assert np.array_equal(three, again)


def test_a_crop_thinner_than_a_patch_is_filled_smoothly(cloth: np.ndarray) -> None:
    hole = np.zeros((5, SIDE), bool)
    hole[1:3, 20:60] = True
    assert np.array_equal(fill(cloth[:5], hole), BIHARMONIC.fill(cloth[:5], hole, RunContext()))


def test_every_wanted_pixel_lies_in_a_patch() -> None:
    wanted = np.zeros((45, 61), bool)
    wanted[[0, 0, 44, 44, 20], [0, 60, 0, 60, 33]] = True
    reached = np.zeros_like(wanted)
    for top, left in zip(*places(wanted, 8, 5), strict=True):
        reached[top : top + 8, left : left + 8] = True
    assert reached[wanted].all()


def test_a_patch_made_of_three_atoms_is_recognised_by_half_of_it() -> None:
    rng = np.random.default_rng(1)
    atoms = rng.normal(size=(60, 192)).astype(np.float32)
    atoms -= atoms.reshape(60, -1, 3).mean(1)[:, np.arange(192) % 3]
    atoms /= np.linalg.norm(atoms, axis=1, keepdims=True)
    taken = np.array([[4, 17, 33], [8, 1, 50]])
    patches = (np.float32([[3, -2, 1.5]])[..., None] * atoms[taken]).sum(1) + np.float32(0.4)
    known = np.repeat(rng.random((2, 64)) < 0.5, 3, axis=1).astype(np.float32)
    coded = code(np.where(known > 0, patches, np.float32(9)), known, Atoms(atoms), Effort(6, 1e-3))
    assert [sorted(row[row >= 0]) for row in coded.chosen] == [sorted(row) for row in taken]
    told = coded.estimates.reshape(2, -1, 3) + coded.means[:, None]
    assert np.allclose(told.reshape(2, -1), patches, atol=5e-3)


def test_it_asks_after_each_batch_whether_to_stop(
    cloth: np.ndarray, scratched: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    batches: list[int] = []

    def coding(patches: np.ndarray, *more: Any) -> Any:
        seen.append("batch")
        batches.append(len(patches))
        return code(patches, *more)

    def is_cancelled() -> bool:
        seen.append("asked")
        return False

    monkeypatch.setattr(sparse_solver, "code", coding)
    context = RunContext(params={"quality": "draft"}, threads=1, is_cancelled=is_cancelled)
    ENGINE.fill(cloth, scratched, context)
    assert len(batches) > 5
    assert max(batches) <= BATCH
    assert "batch batch" not in " ".join(seen)


def test_it_stops_when_it_is_cancelled_between_two_batches(cloth: np.ndarray, scratched: np.ndarray) -> None:
    asked = iter(range(10**6))
    with pytest.raises(Cancelled):
        ENGINE.fill(cloth, scratched, RunContext(is_cancelled=lambda: next(asked) >= 30))


@pytest.mark.parametrize("spoilt", ["empty", "no atoms", "not square", "not finite", "not safetensors"])
def test_a_wrong_dictionary_is_one_clear_line(
    cloth: np.ndarray, scratched: np.ndarray, spoilt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors.numpy import save

    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    own = paths.data_dir() / "checkpoints" / "dictionary.safetensors"
    own.parent.mkdir(parents=True)
    atoms, usage = np.ones((20, 192), np.float32), np.ones(20, np.float32)
    own.write_bytes(
        {
            "empty": b"",
            "no atoms": save({"weights": atoms}),
            "not square": save({"atoms": atoms[:, :100].copy(), "usage": usage}),
            "not finite": save({"atoms": atoms * np.nan, "usage": usage}),
            "not safetensors": b"PNG or something else",
        }[spoilt]
    )
    with pytest.raises(StudioError) as caught:
        fill(cloth, scratched)
    assert caught.value.code == "weights-broken"
    assert "\n" not in str(caught.value)


def test_the_dictionary_of_the_user_goes_before_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    own = paths.data_dir() / "checkpoints" / "dictionary.safetensors"
    own.parent.mkdir(parents=True)
    values = np.random.default_rng(0).normal(size=(20, 75)).astype(np.float32)
    made = dictionary.Dictionary(Atoms(values), np.full(20, 0.05, np.float32), {"settings": {}})
    dictionary.save(own, made)
    loaded = dictionary.load()
    assert loaded.atoms.size == 5
    assert np.allclose(np.linalg.norm(loaded.atoms.values, axis=1), 1)
