"""`gan`: scales, noise, devices, ONNX Runtime, and details from the photo."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines import gan, guided, neural, onnx_run
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.exemplar.guide import Guide
from inpaint_studio.engines.gan import ENGINE
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.engines.request import FillRequest
from inpaint_studio.weights import digests, shipped
from inpaint_studio.weights.onnx import export as onnx_form
from tests.engines.tiny import own_generator, save_generator

pytestmark = pytest.mark.needs_torch

needs_onnx = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in onnx_form.NEEDS), reason="needs the extra export"
)
HOLE = Rect(30, 24, 22, 18)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def picture(height: int = 72, width: int = 90) -> np.ndarray:
    noise = np.random.default_rng(0).standard_normal((height, width, 3))
    soft = cv2.GaussianBlur(noise, (0, 0), 2)
    return np.clip(0.4 + 0.1 * soft / soft.std(), 0, 1).astype(np.float32)


def box(height: int = 72, width: int = 90, rect: Rect = HOLE) -> np.ndarray:
    hole = np.zeros((height, width), bool)
    hole[rect.slices] = True
    return hole


def fill(
    seed: int = 0, image: np.ndarray | None = None, hole: np.ndarray | None = None, **rest: Any
) -> np.ndarray:
    params = rest.pop("params", {})
    return ENGINE.fill(
        picture() if image is None else image,
        box() if hole is None else hole,
        RunContext(seed=seed, params=ENGINE.info.parse_params(params), **rest),
    )


def test_without_weights_it_is_listed_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shipped, "shipped_path", lambda name: tmp_path / f"{name}.safetensors")
    entry = next(entry for entry in REGISTRY.entries() if entry.name == "gan")
    assert not entry.available
    assert "no file" in entry.reason
    own_generator()
    assert REGISTRY.get("gan") is ENGINE


def test_ten_seeds_give_ten_fills_and_the_same_seed_the_same() -> None:
    own_generator(loud=3)
    hole = box()
    fills = [fill(seed) for seed in range(10)]
    for index, one in enumerate(fills):
        assert np.array_equal(one, fill(index))
        assert np.array_equal(one[~hole], fills[0][~hole])
        for other in fills[:index]:
            # more than grain: means over 4 x 4 px differ
            apart = cv2.resize(np.abs(one - other), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
            assert apart.max() > 2 / 255


def test_a_small_hole_is_filled_at_full_size_and_a_large_one_reduced() -> None:
    hole = box(700, 900, Rect(300, 250, 60, 50))
    part = guided.reduce(np.zeros((700, 900, 3), np.float32), hole, hole, margin=96, widest=192, longest=512)
    assert (part.scale, part.rect) == (1, Rect(204, 154, 252, 242))
    hole = box(700, 900, Rect(100, 100, 500, 400))
    part = guided.reduce(np.zeros((700, 900, 3), np.float32), hole, hole, margin=96, widest=192, longest=512)
    assert part.scale == pytest.approx(192 / 400, rel=0.02)
    assert part.hole.shape == part.image.shape[:2]
    assert max(part.hole.shape) <= 512
    assert part.hole.mean() == pytest.approx(hole[part.rect.slices].mean(), abs=0.02)


def test_what_lies_in_the_hole_does_not_tint_what_is_around_it() -> None:
    hole = box(900, 900, Rect(203, 205, 500, 500))
    image = np.where(hole[..., None], 1, 0.25).astype(np.float32) * np.ones(3, np.float32)
    part = guided.reduce(image, hole, hole, margin=100, widest=192, longest=512)
    np.testing.assert_allclose(part.image[~part.hole], 0.25, atol=1e-5)


@pytest.mark.parametrize("thin", [1, 3])
def test_a_hole_thinner_than_a_reduced_pixel_is_still_there(thin: int) -> None:
    hole = box(400, 4000, Rect(100, 200, 3800, thin))
    part = guided.reduce(np.zeros((400, 4000, 3), np.float32), hole, hole, margin=96, widest=192, longest=512)
    assert part.hole.any()
    assert not part.hole.all()


def test_padding_reflects_photo_and_hole() -> None:
    image, hole = guided.padded(picture(61, 70), box(61, 70, Rect(60, 50, 10, 11)), 8, 64)
    assert image.shape == (64, 72, 3)
    assert np.array_equal(image[61], image[59])
    assert hole[62, 71]
    same = picture(64, 72)
    assert guided.padded(same, np.zeros((64, 72), bool), 8, 64)[0] is same


def test_a_reduced_hole_takes_its_detail_from_the_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    own_generator()
    guides: list[Guide] = []
    real = guided.guided

    def heard(image: Any, hole: Any, guide: Guide, *rest: Any, **more: Any) -> np.ndarray:
        guides.append(guide)
        return real(image, hole, guide, *rest, **more)

    monkeypatch.setattr(guided, "guided", heard)
    monkeypatch.setattr(gan, "_trained", lambda: gan._Trained(13))
    rough = np.clip(picture() + np.random.default_rng(3).normal(0, 0.08, (72, 90, 3)), 0, 1).astype(
        np.float32
    )
    hole = box()
    smooth, copied = (fill(image=rough, params={"detail": detail}) for detail in ("off", "auto"))
    assert len(guides) == 1
    assert np.array_equal(guides[0].picture, smooth)
    grain = [float(np.abs(np.diff(each[HOLE.slices], axis=1)).mean()) for each in (smooth, copied, rough)]
    assert grain[0] < 0.3 * grain[2]
    assert grain[1] > 0.6 * grain[2]
    assert np.array_equal(copied[~hole], rough[~hole])
    monkeypatch.setattr(gan, "_trained", lambda: gan._Trained(512))
    fill()
    assert len(guides) == 1
    fill(params={"detail": "guided"})
    assert len(guides) == 2
    # at full size too, what the network paints most finely counts for nothing
    assert guides[1].scale == 0.25
    assert guides[0].scale < 0.25


@pytest.mark.parametrize(
    ("config", "trained"),
    [({"resolutions": [[64, 0.4], [112, 0.6], [448, 0]]}, 112), ({}, 448), (None, 448), ("?", 448)],
)
def test_the_scale_is_the_one_that_the_weights_were_trained_at(config: object, trained: int) -> None:
    about = {} if config is None else {"config": config}
    save_generator(shipped.own_path("gan"), about=about)
    assert gan._trained() == gan._Trained(trained)


def test_a_network_trained_on_scenes_sees_a_hole_of_any_width_in_one_small_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = {"resolutions": [[96, 1]], "least_crop": 0.6}
    save_generator(shipped.own_path("gan"), about={"config": config})
    trained = gan._trained()
    assert trained == gan._Trained(96, scenes=True)
    image, hole = np.zeros((600, 600, 3), np.float32), box(600, 600, Rect(60, 60, 480, 480))
    sides = [
        max(guided.reduce(image, hole, hole, margin=96, widest=each.widest, longest=each.longest).hole.shape)
        for each in (trained, gan._Trained(96))
    ]
    assert sides[0] == 144
    assert sides[1] < 120
    # its fill is a guide to what is large alone, in small pictures too
    guides: list[Guide] = []
    monkeypatch.setattr(guided, "guided", lambda i, h, guide, *rest, **more: guides.append(guide) or i)
    fill()
    assert [guide.scale for guide in guides] == [0.25]


def test_details_follow_what_was_painted() -> None:
    """A bright disc that the photo shows elsewhere too, painted coarsely: it comes back sharp, and there."""
    y, x = np.mgrid[:120, :240]
    photo = np.full((120, 240, 3), 0.3, np.float32)
    photo += np.random.default_rng(2).normal(0, 0.03, photo.shape).astype(np.float32)
    photo[np.hypot(y - 60, x - 60) < 14] += 0.5
    truth = photo.copy()
    truth[np.hypot(y - 60, x - 180) < 14] += 0.5
    hole = box(120, 240, Rect(150, 30, 60, 60))
    small = cv2.resize(truth, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    coarse = np.where(hole[..., None], cv2.resize(small, (240, 120), interpolation=cv2.INTER_CUBIC), photo)
    heard: list[float] = []
    ctx = RunContext(on_progress=lambda fraction, preview: heard.append(fraction))
    found = guided.guided(np.where(hole[..., None], 0, photo), hole, Guide(coarse, 0.25), ctx, begun=0.3)
    assert np.abs(found - truth)[hole].mean() < 0.06
    # as sharp as the photo's own edge
    steepest = [
        float(np.abs(np.diff(each[58:62, 152:208], axis=1)).mean(0).max()) for each in (found, coarse)
    ]
    assert steepest[0] > 1.5 * steepest[1]
    assert heard == sorted(heard)
    assert heard[0] >= 0.3
    assert heard[-1] == 1


def test_where_no_patch_is_known_the_coarse_fill_stays() -> None:
    hole = np.random.default_rng(0).random((72, 90)) < 0.85
    coarse = picture()
    assert guided.guided(picture(), hole, Guide(coarse, 0.5), RunContext(), begun=0.3) is coarse


def test_the_margin_grows_with_the_hole_and_gives_patches_to_copy() -> None:
    info = ENGINE.info
    small, large = Rect(0, 0, 20, 10), Rect(0, 0, 1000, 800)
    plain = info.parse_params({"detail": "off"})
    assert info.margin(small, Size(4000, 3000), plain) == 96
    assert info.margin(large, Size(4000, 3000), plain) == 600
    assert info.margin(large, Size(4000, 3000), info.parse_params({})) >= 800


def test_cancel_is_honoured_within_the_network() -> None:
    own_generator()
    asked = 0

    def is_cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    with pytest.raises(Cancelled):
        fill(is_cancelled=is_cancelled)
    assert asked == 6


def test_the_gpu_falls_back_to_the_processor_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    own_generator()
    expected = fill()
    real = neural.placed

    def placed(module: Any, device: torch.device, **rest: Any) -> Any:
        if device.type != "cpu":
            raise torch.OutOfMemoryError("CUDA out of memory")
        return real(module, device, **rest)

    monkeypatch.setattr(neural, "placed", placed)
    notes: list[str] = []
    devices: list[str] = []
    found = fill(device="cuda", on_note=notes.append, on_device=devices.append)
    assert np.array_equal(found, expected)
    assert notes == [neural.NO_GPU_MEMORY]
    assert devices == ["cpu"]


def test_other_weights_and_networks_without_noise_serve_too() -> None:
    save_generator(shipped.own_path("gan"), name="partial-unet")
    assert np.array_equal(fill(1), fill(2))


def test_weights_of_another_kind_are_refused() -> None:
    from inpaint_studio.nets.architectures import architecture, save_weights

    path = shipped.own_path("gan")
    path.parent.mkdir(parents=True)
    save_weights(path, architecture("patches").build({"channels": [4, 4], "last": 4}), "patches", {})
    with pytest.raises(StudioError) as caught:
        fill()
    assert caught.value.code == "weights-broken"


def test_a_fill_names_its_weights() -> None:
    path = own_generator()
    photo = Photo(np.rint(picture() * 255).astype(np.uint8))
    done = pipeline.run(
        FillRequest(photo, Mask.from_array(box()), "gan", {"detail": "off"}, threads=1, device="cpu")
    )
    assert done.weights_hash == digests.digest_of(path)
    assert done.device == "cpu"


@pytest.fixture(scope="module")
def both_forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny generator and its ONNX form: exporting takes seconds, so once."""
    path = save_generator(tmp_path_factory.mktemp("forms") / "gan.safetensors", loud=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shipped, "own_path", lambda name: path)
        onnx_form.export("gan", onnx_run.beside(path))
    return path.parent


@pytest.fixture
def exported(both_forms: Path) -> Path:
    """Both as the user's own; the weights."""
    folder = shipped.own_path("gan").parent
    shutil.copytree(both_forms, folder)
    return folder / "gan.safetensors"


@needs_onnx
@pytest.mark.timeout(400)
@pytest.mark.filterwarnings("ignore")
def test_onnx_runtime_fills_like_torch(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = onnx_run.network
    loaded = real("gan", 1)
    assert loaded is not None
    used: list[Any] = []

    def network(name: str, threads: int) -> Any:
        used.append(real(name, threads))
        return used[-1]

    monkeypatch.setattr(onnx_run, "network", network)
    devices: list[str] = []
    by_onnx = [fill(seed, on_device=devices.append) for seed in (0, 1)]
    assert used == [loaded, loaded]
    assert devices == ["cpu", "cpu"]
    monkeypatch.setattr(onnx_run, "network", lambda name, threads: None)
    for seed, one in enumerate(by_onnx):
        np.testing.assert_allclose(one, fill(seed), atol=1e-3)
    assert not np.array_equal(*by_onnx)
    # weights of another training: the file beside them is not theirs any more
    own_generator(seed=5)
    assert real("gan", 1) is None
    onnx_run.beside(exported).write_bytes(b"no network")
    assert real("gan", 1) is None


@needs_onnx
@pytest.mark.timeout(400)
@pytest.mark.filterwarnings("ignore")
def test_a_shipped_form_that_was_replaced_is_not_run(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = {".safetensors": digests.digest_of(exported), ".onnx": "0" * 64}
    monkeypatch.setattr(shipped, "own_path", lambda name: exported.with_name("none"))
    monkeypatch.setattr(shipped, "shipped_path", lambda name: exported)
    monkeypatch.setattr(shipped, "expected", lambda name, ending=".safetensors": listed[ending])
    assert onnx_run.network("gan", 1) is None
    listed[".onnx"] = digests.digest_of(onnx_run.beside(exported))
    assert onnx_run.network("gan", 1) is not None


@needs_onnx
@pytest.mark.timeout(400)
@pytest.mark.filterwarnings("ignore")
def test_a_run_of_onnx_is_cancelled_and_leaves_no_thread(exported: Path) -> None:
    before = threading.active_count()
    asked = 0

    def is_cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 1

    with pytest.raises(Cancelled):
        fill(is_cancelled=is_cancelled)
    assert asked == 2
    assert threading.active_count() == before


def test_without_onnx_runtime_torch_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    onnx_run.beside(own_generator()).write_bytes(b"never looked at")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # then it is not found
    monkeypatch.setattr(onnx_run, "_loaded", lambda mark, threads: pytest.fail("it was loaded"))
    assert onnx_run.network("gan", 1) is None
    assert np.isfinite(fill()).all()


def test_an_onnx_runtime_that_cannot_be_loaded_is_as_good_as_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    onnx_run.beside(own_generator()).write_bytes(b"any")
    (tmp_path / "onnxruntime.py").write_text("raise ImportError('DLL load failed')", "utf-8")
    monkeypatch.delitem(sys.modules, "onnxruntime", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    assert np.isfinite(fill()).all()


def test_a_shipped_form_that_cannot_be_read_is_as_good_as_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = save_generator(tmp_path / "gan.safetensors")
    onnx_run.beside(path).mkdir()
    monkeypatch.setattr(shipped, "shipped_path", lambda name: path)
    monkeypatch.setattr(shipped, "expected", lambda name, ending=".safetensors": "0" * 64)
    assert onnx_run.network("gan", 1) is None


@needs_onnx
def test_the_want_of_memory_is_named() -> None:
    class Session:
        def run(self, *given: Any) -> Any:
            raise Exception("Failed to allocate memory for requested buffer of size 123")

    with pytest.raises(StudioError) as caught:
        onnx_run.OnnxNetwork(Session(), 8, ()).run({}, RunContext())
    assert caught.value.code == "out-of-memory"
