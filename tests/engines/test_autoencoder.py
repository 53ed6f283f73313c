"""The autoencoder engine with a small untrained network: what it copies, infers, adapts and gives up on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.engines import autoencoder as engine_module
from inpaint_studio.engines import autoencoder_adapt, autoencoder_match
from inpaint_studio.engines.autoencoder import ENGINE, NOT_ADAPTED
from inpaint_studio.engines.autoencoder_adapt import adapted
from inpaint_studio.engines.autoencoder_level import PAD, Level
from inpaint_studio.engines.autoencoder_match import Matcher, Matching
from inpaint_studio.engines.base import RunContext
from inpaint_studio.nets.architectures import Weights
from inpaint_studio.nets.autoencoder import CELL, FINE, Autoencoder, AutoencoderConfig, seen

BOX = (slice(36, 60), slice(40, 72))


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> Autoencoder:
    """A small untrained network in the place of the shipped one, on one thread."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    found = Autoencoder(AutoencoderConfig(features=8, middle=12, dilations=(1, 2)))
    found.requires_grad_(False).eval()
    weights = Weights(found, "context", {}, {})
    monkeypatch.setattr(engine_module.shipped, "load_network", lambda name, kind: weights)
    return found


def stripes(height: int = 96, width: int = 112) -> np.ndarray:
    """A pattern that repeats every 12 px: float32 (H, W, 3)."""
    y, x = np.mgrid[:height, :width]
    wave = np.sin(x * (2 * np.pi / 12)) * np.cos(y * (2 * np.pi / 12))
    return np.asarray(0.5 + np.stack([0.3 * wave, 0.2 * wave, -0.2 * wave], -1), np.float32)


def hole_in(image: np.ndarray, where: Any = BOX) -> np.ndarray:
    hole = np.zeros(image.shape[:2], bool)
    hole[where] = True
    return hole


def filled(image: np.ndarray, hole: np.ndarray, ctx: RunContext | None = None, **params: Any) -> np.ndarray:
    ctx = replace(ctx or RunContext(seed=1), params=ENGINE.info.parse_params(params))
    return ENGINE.fill(np.where(hole[..., None], np.float32(0.9), image), hole, ctx)


def level_of(network: Autoencoder, image: np.ndarray, hole: np.ndarray) -> Level:
    with torch.inference_mode():
        level = Level(network, image, hole, lambda: None)
        level.look_for_sources()
    return level


def test_the_code_holds_the_pixels_of_its_cells(network: Autoencoder) -> None:
    photo = torch.rand(1, 3, 32, 48) * 2 - 1
    code = network.encoder(photo)
    assert code.shape == (1, FINE + 8, 8, 12)
    again = torch.einsum("pc,bchw->bphw", network.decoder.inverse, code[:, :FINE])
    torch.testing.assert_close(torch.pixel_shuffle(again, CELL), photo, atol=1e-4, rtol=0)


def test_a_vector_of_the_code_sees_its_surroundings_and_no_further(network: Autoencoder) -> None:
    photo, mask = torch.rand(1, 3, 64, 64), torch.zeros(1, 1, 64, 64)
    mask[..., 30, 33] = 1
    changed = (network.encoder(photo, mask) - network.encoder(photo)).abs().amax(1) > 0
    assert bool(changed.any())
    assert not bool((changed & (seen(mask)[:, 0] == 0)).any())


def test_what_is_known_stays_as_it_is_in_a_predicted_code(network: Autoencoder) -> None:
    photo, mask = torch.rand(1, 3, 64, 64), torch.zeros(1, 1, 64, 64)
    mask[..., 24:40, 24:40] = 1
    code, rough = network.predicted(photo, mask)
    whole = network.encoder(photo)
    assert rough.shape == code.shape
    torch.testing.assert_close(code[..., :3], whole[..., :3])
    torch.testing.assert_close(code[:, :FINE, 5], whole[:, :FINE, 5])
    assert not torch.allclose(code[..., 8, 8], whole[..., 8, 8])


def test_a_pattern_goes_on_through_the_hole(monkeypatch: pytest.MonkeyPatch) -> None:
    # what an untrained network takes for roughness would only mislead
    monkeypatch.setattr(autoencoder_match, "Matching", partial(Matching, rough=0.0))
    image = stripes()
    hole = hole_in(image)
    result = filled(image, hole)
    assert np.array_equal(result[~hole], image[~hole])
    assert np.abs(result - image)[hole].mean() < 0.02


def test_predicted_features_are_painted_as_they_are() -> None:
    image = stripes()
    hole = hole_in(image)
    matched, predicted = filled(image, hole), filled(image, hole, detail="predicted")
    assert np.isfinite(predicted).all()
    assert np.abs(predicted - image)[hole].mean() > np.abs(matched - image)[hole].mean()


def test_another_seed_may_give_another_fill_and_the_same_one_the_same() -> None:
    image = np.random.default_rng(0).random((80, 80, 3), np.float32)
    hole = hole_in(image, (slice(30, 50), slice(30, 50)))
    first, again, other = (filled(image, hole, RunContext(seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_crop_that_is_too_large_is_scaled_down_and_gets_its_detail_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = stripes(192, 224)
    image += np.float32(0.1) * (np.indices((192, 224)).sum(0) % 2)[..., None].astype(np.float32)
    hole = hole_in(image, (slice(80, 110), slice(90, 130)))
    monkeypatch.setattr(engine_module, "_LARGEST", 96 * 112)
    result = filled(image, hole)

    def fine(picture: np.ndarray) -> float:
        return float(np.abs(np.diff(picture, axis=1))[80:110, 90:128].mean())

    assert fine(result) > 0.6 * fine(image)


def test_without_anything_to_copy_it_infers(network: Autoencoder) -> None:
    image = stripes()
    hole = np.random.default_rng(1).random(image.shape[:2]) < 0.6
    result = filled(image, hole)
    assert np.isfinite(result).all()
    assert not len(level_of(network, image, hole).sources)


def test_with_next_to_nothing_known_it_is_smooth() -> None:
    image = stripes()
    hole = np.ones(image.shape[:2], bool)
    hole[0, :3] = False
    assert np.abs(filled(image, hole)[hole] - image[0, :3].mean(0)).max() < 0.2


def test_sources_lie_in_known_surroundings(network: Autoencoder) -> None:
    image = stripes()
    hole = hole_in(image)
    level = level_of(network, image, hole)
    for y, x in level.allowed.nonzero().tolist():
        around = slice(max(0, y - PAD - 8), y - PAD + 12), slice(max(0, x - PAD - 8), x - PAD + 12)
        assert not hole[around].any()


def test_the_code_at_any_pixel_is_that_of_the_picture_moved_there(network: Autoencoder) -> None:
    image = stripes()
    level = level_of(network, image, hole_in(image))
    y, x = 25, 30
    moved = level.picture[:, :, y - 24 : y + 24, x - 24 : x + 24]
    code = network.encoder(moved)[0, :, 6, 6]
    torch.testing.assert_close(level.codes[y * len(level.columns) + x], code, atol=1e-4, rtol=1e-3)


def test_matches_are_only_sources_and_shifts_point_at_them(network: Autoencoder) -> None:
    image = stripes()
    with torch.inference_mode():
        level = level_of(network, image, hole_in(image))
        matcher = Matcher(level, Matching(), torch.Generator().manual_seed(1))
        heard: list[float] = []
        matcher.begin(heard.append)
        matcher.improve(last=True)
    assert heard == sorted(heard)
    assert bool(level.allowed[matcher.match[:, 0], matcher.match[:, 1]].all())
    steps = matcher.shifts()
    assert steps.shape == (96, 112, 2)
    assert bool((steps[BOX].abs().sum(-1) > 0).all())
    assert not bool(steps[:20].any())


def test_an_adapted_network_is_kept_only_if_it_restores_held_out_pixels_better(
    network: Autoencoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = torch.from_numpy(stripes(128, 128).transpose(2, 0, 1)[None] * 2 - 1)
    mask = torch.zeros(1, 1, 128, 128)
    before = {name: value.clone() for name, value in network.state_dict().items()}

    def run(steps: int = 6) -> Autoencoder | None:
        return adapted(network, image, mask, steps, torch.Generator().manual_seed(1), lambda fraction: None)

    first, again = run(), run()
    assert first is not None
    assert again is not None
    assert all(torch.equal(first.state_dict()[name], value) for name, value in again.state_dict().items())
    assert all(torch.equal(network.state_dict()[name], value) for name, value in before.items())
    errors = iter([1.0, 2.0])
    monkeypatch.setattr(autoencoder_adapt, "_error", lambda *given: next(errors))
    assert run(1) is None


def test_held_out_pixels_are_never_shown(network: Autoencoder, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[torch.Tensor] = []
    crops = autoencoder_adapt._crops

    def watched(picture: torch.Tensor, hidden: torch.Tensor, dice: torch.Generator) -> Any:
        shown.append(hidden)
        return crops(picture, hidden, dice)

    monkeypatch.setattr(autoencoder_adapt, "_crops", watched)
    mask = torch.zeros(1, 1, 128, 192)
    mask[..., :20, :20] = 1
    adapted(network, torch.rand(1, 3, 128, 192), mask, 2, torch.Generator(), lambda fraction: None)
    held = autoencoder_adapt._held_out(mask)
    assert len(shown) == 2
    assert all(bool((hidden >= held).all()) and bool((hidden >= mask).all()) for hidden in shown)
    assert not bool((held * mask).any())


def test_it_says_when_adapting_did_not_help(monkeypatch: pytest.MonkeyPatch) -> None:
    image = stripes()
    notes: list[str] = []
    monkeypatch.setattr(autoencoder_adapt, "_error", lambda *given: 1.0)
    filled(image, hole_in(image), RunContext(seed=1, on_note=notes.append), adapt=10)
    assert notes == [NOT_ADAPTED]


def test_adapting_can_be_cancelled() -> None:
    image = stripes()
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 40

    with pytest.raises(Cancelled):
        filled(image, hole_in(image), RunContext(seed=1, is_cancelled=stop), adapt=200)


def test_it_wants_context_as_wide_as_the_hole_within_limits() -> None:
    params = ENGINE.info.parse_params({})
    size = Size(6000, 4000)
    assert ENGINE.info.margin(Rect(0, 0, 9, 9), size, params) == 64
    assert ENGINE.info.margin(Rect(0, 0, 200, 200), size, params) == 200
    assert ENGINE.info.margin(Rect(0, 0, 3000, 3000), size, params) == 512
