"""The autoencoder engine with a small untrained network: copying, inference, adaptation, giving up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.engines import onnx_run
from inpaint_studio.engines.autoencoder import adapt as autoencoder_adapt
from inpaint_studio.engines.autoencoder import engine as engine_module
from inpaint_studio.engines.autoencoder.adapt import adapted
from inpaint_studio.engines.autoencoder.codes import MARGIN, Measure
from inpaint_studio.engines.autoencoder.engine import ENGINE, NOT_ADAPTED
from inpaint_studio.engines.autoencoder.network import ByOnnx, ByTorch
from inpaint_studio.engines.base import RunContext
from inpaint_studio.nets.architectures import Weights
from inpaint_studio.nets.autoencoder import Autoencoder, AutoencoderConfig, seen
from inpaint_studio.nets.cells import CELL, FINE
from inpaint_studio.weights import shipped
from inpaint_studio.weights.onnx import export

pytestmark = pytest.mark.needs_torch

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
    monkeypatch.setattr(onnx_run, "network", lambda name, threads: None)
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


def test_the_onnx_form_computes_what_torch_does(network: Autoencoder) -> None:
    content = export.as_onnx(network, {"weights_sha256": "0"})
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    ctx = RunContext(seed=1)
    by_onnx, by_torch = ByOnnx(onnx_run.OnnxNetwork(session, 8, ()), ctx), ByTorch(network, ctx)
    rng = np.random.default_rng(0)
    for count, height, width in ((1, 36, 44), (4, 60, 100)):
        planes = rng.random((count, 3, height, width), np.float32) * 2 - 1
        np.testing.assert_allclose(by_onnx.encoded(planes), by_torch.encoded(planes), atol=1e-4)
    planes, mask = rng.random((1, 3, 72, 96), np.float32) * 2 - 1, np.zeros((1, 1, 72, 96), np.float32)
    mask[..., 20:50, 30:70] = 1
    np.testing.assert_allclose(by_onnx.predicted(planes, mask), by_torch.predicted(planes, mask), atol=1e-4)


def test_weights_without_an_onnx_form_need_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_run, "has_torch", lambda: False)
    monkeypatch.setattr(shipped, "find", lambda name: Path("mine.safetensors"))
    image = stripes()
    for params, code in (({}, "weights-need-torch"), ({"adapt": 10}, "adapting-needs-torch")):
        with pytest.raises(StudioError, match="pip install torch") as caught:
            filled(image, hole_in(image), **params)
        assert caught.value.code == code


def test_what_is_known_stays_as_it_is_in_a_predicted_code(network: Autoencoder) -> None:
    photo, mask = torch.rand(1, 3, 64, 64), torch.zeros(1, 1, 64, 64)
    mask[..., 24:40, 24:40] = 1
    code, rough = network.predicted(photo, mask)
    whole = network.encoder(photo)
    assert rough.shape == code.shape
    torch.testing.assert_close(code[..., :3], whole[..., :3])
    torch.testing.assert_close(code[:, :FINE, 5], whole[:, :FINE, 5])
    assert not torch.allclose(code[..., 8, 8], whole[..., 8, 8])


def test_a_pattern_goes_on_through_the_hole() -> None:
    image = stripes()
    hole = hole_in(image)
    result = filled(image, hole)
    assert np.array_equal(result[~hole], image[~hole])
    assert np.abs(result - image)[hole].mean() < 0.05  # of some 0.1 for a flat fill


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


def test_without_anything_to_copy_it_infers() -> None:
    image = stripes()
    hole = np.random.default_rng(1).random(image.shape[:2]) < 0.6
    result = filled(image, hole)
    assert np.isfinite(result).all()
    assert np.array_equal(result, filled(image, hole, detail="predicted"))


def test_with_next_to_nothing_known_it_is_smooth() -> None:
    image = stripes()
    hole = np.ones(image.shape[:2], bool)
    hole[0, :3] = False
    assert np.abs(filled(image, hole)[hole] - image[0, :3].mean(0)).max() < 0.2


def test_copied_pixels_come_from_known_ones() -> None:
    image = stripes()
    hole = hole_in(image)
    picture, steps = run_of(image, hole).solve()
    assert np.array_equal(picture[~hole], image[~hole])
    assert not steps[~hole].any()
    y, x = np.nonzero(hole)
    assert not hole[y + steps[hole][:, 0], x + steps[hole][:, 1]].any()


def run_of(image: np.ndarray, hole: np.ndarray) -> engine_module._Run:
    network = engine_module.shipped.load_network("autoencoder", "autoencoder").module
    assert isinstance(network, Autoencoder)
    ctx = RunContext(seed=1)
    return engine_module._Run(ByTorch(network, ctx), image, hole, ENGINE.info.parse_params({}), ctx)


def measured(network: Autoencoder, picture: np.ndarray, hole: np.ndarray) -> Measure:
    return Measure(ByTorch(network, RunContext()), picture, hole.astype(np.uint8), lambda: None)


def with_fourth(image: np.ndarray) -> np.ndarray:
    return np.dstack([image * np.float32(255), np.zeros(image.shape[:2], np.float32)])


def test_the_code_at_any_pixel_is_that_of_the_picture_moved_there(network: Autoencoder) -> None:
    picture = with_fourth(np.random.default_rng(0).random((96, 112, 3), np.float32))
    measure = measured(network, picture, np.zeros((96, 112), bool))
    codes = measure.codes(picture)
    moved = measure.codes(np.ascontiguousarray(picture[3:, 5:]))
    assert codes.shape[:2] == (96 + 2 * MARGIN, 112 + 2 * MARGIN)
    np.testing.assert_allclose(moved[20:-20, 20:-20], codes[23:-20, 25:-20], atol=1e-4)
    assert np.isfinite(codes).all()


def test_a_map_of_codes_taken_anew_in_part_is_that_of_the_new_picture(network: Autoencoder) -> None:
    rng = np.random.default_rng(0)
    picture = with_fourth(rng.random((96, 112, 3), np.float32))
    measure = measured(network, picture, np.zeros((96, 112), bool))
    codes = measure.codes(picture)
    picture[40:60, 3:30, :3] = rng.random((20, 27, 3), np.float32) * 255
    measure.renew(codes, picture, (40 - 12, 60 + 12, 3 - 12, 30 + 12))
    np.testing.assert_allclose(codes, measure.codes(picture), atol=1e-4)


def test_known_codes_differ_by_one_in_the_mean(network: Autoencoder) -> None:
    picture = with_fourth(np.random.default_rng(0).random((96, 112, 3), np.float32))
    hole = hole_in(picture)
    measure = measured(network, picture, hole)
    codes = measure.codes(picture)[30:-30, 30:-30, :-1]
    assert 0.3 < float(np.square(codes).sum(-1).mean()) < 1.5


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

    def watched(picture: torch.Tensor, hidden: torch.Tensor, rng: torch.Generator) -> Any:
        shown.append(hidden)
        return crops(picture, hidden, rng)

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
