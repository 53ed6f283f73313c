"""Third-party models as engines: their twins fill photos correctly, and none can crash the program."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import inpaint_studio
from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.engines import external
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.engines.request import Fill, FillRequest
from inpaint_studio.weights import store
from inpaint_studio.weights.cards.card import Card, Contract
from inpaint_studio.weights.process.warm import MODELS
from inpaint_studio.weights.trust import sums_of
from tests.twins import (
    MARKED,
    NAMES,
    TINT,
    install_twin,
    own_card,
    save_twin,
    shipped_card,
    slow_onnx,
    twin_card,
)

RAW = JoinOptions(seam="none", colour=False, grain=False)


@pytest.fixture
def install(own_home: Path) -> Callable[[str], None]:
    return lambda name: install_twin(name, own_home)


def photo_and_hole() -> tuple[np.ndarray, np.ndarray]:
    """Noise with another mean in each colour, and a hole that holds something bright."""
    noise = np.random.default_rng(5).random((240, 300, 3))
    photo = (noise * (220, 150, 70)).astype(np.uint8)
    hole = np.zeros((240, 300), bool)
    hole[90:150, 100:190] = True
    photo[hole] = (20, 50, 250)
    return photo, hole


def is_right(photo: np.ndarray, hole: np.ndarray, filled: np.ndarray) -> bool:
    """Whether the hole holds what a twin paints there, and the rest is as it was."""
    wanted = photo[~hole].mean(0) * TINT
    return bool(
        np.array_equal(filled[~hole], photo[~hole])
        and np.abs(filled[hole].mean(0) - wanted).max() < 3
        and filled[hole].std(0).max() < 2
    )


def filled_by(name: str, **rest: Any) -> bool:
    photo, hole = photo_and_hole()
    before = photo.copy()
    filled = inpaint_studio.fill(photo, hole, engine=name, join=RAW, threads=1, **rest)
    assert np.array_equal(photo, before)
    return is_right(photo, hole, filled)


def request(name: str, **rest: Any) -> FillRequest:
    photo, hole = photo_and_hole()
    return FillRequest(Photo(photo), Mask.from_array(hole), name, join=RAW, threads=1, **rest)


def install_own(name: str, file: Path, home: Path, contract: Contract | None = None, **changes: Any) -> Card:
    """Install a file under a card of the user's own, by default with MI-GAN's contract."""
    sums = sums_of(file)
    values: dict[str, Any] = {"name": name, "label": name.capitalize(), "licence": "none", "format": "onnx"}
    values |= {"sha256": sums.sha256, "size": file.stat().st_size}
    if changes.get("format") != "safetensors":
        values["contract"] = contract or shipped_card("migan").contract
    card = Card(**(values | changes))
    own_card(card, home)
    store.install(name, file)
    return card


@pytest.mark.parametrize("name", MARKED)
def test_every_shipped_card_fills_a_photo(name: str, install: Callable[[str], None]) -> None:
    install(name)
    assert filled_by(name)
    fill = pipeline.run(request(name))
    assert fill.notes == ()
    assert fill.device == "cpu"
    assert fill.weights_hash == store.installed(name).sha256


def wrong(contract: Contract, how: str) -> Contract:
    """A contract that is wrong in one way."""
    if how == "polarity":
        inputs = tuple(
            one.model_copy(update={"keep": one.fill, "fill": one.keep}) if one.has_mask else one
            for one in contract.inputs
        )
        return contract.model_copy(update={"inputs": inputs})
    values = (0.0, 1.0) if contract.output.range[1] == 255 else (0.0, 255.0)
    output = contract.output.model_copy(update={"range": values})
    return contract.model_copy(update={"output": output})


@pytest.mark.parametrize("how", ["polarity", "range"])
@pytest.mark.parametrize("name", ["lama", "lama-zoo", "migan"])
def test_a_wrong_card_shows_and_is_told(name: str, how: str, own_home: Path, tmp_path: Path) -> None:
    file = save_twin(name, tmp_path / "x.onnx")
    card = twin_card(name, file)
    own_card(card.model_copy(update={"contract": wrong(card.contract, how)}), own_home)
    store.install(name, file)
    assert not filled_by(name)
    assert external.WRONG_CARD in pipeline.run(request(name)).notes


def test_the_registry_knows_models_as_they_come_and_go(own_home: Path, tmp_path: Path) -> None:
    def reasons() -> dict[str, str]:
        return {entry.name: entry.reason for entry in REGISTRY.entries()}

    assert set(NAMES) <= set(REGISTRY.names())
    assert reasons()["migan"] == "it is not installed. See: inpaint-studio models install migan"
    with pytest.raises(StudioError, match="models install migan"):
        REGISTRY.get("migan")
    install_twin("migan", own_home)
    assert reasons()["migan"] == ""
    assert REGISTRY.get("migan").info.label == "MI-GAN"
    assert filled_by("migan")
    assert MODELS.loaded()[-1].name == "migan"
    store.remove("migan")
    assert "not installed" in reasons()["migan"]
    assert "migan" not in {one.name for one in MODELS.loaded()}
    install_own("mine", save_twin("migan", tmp_path / "mine.onnx"), own_home)
    assert reasons()["mine"] == ""
    (own_home / "data" / "models" / "mine.toml").unlink()
    assert "mine" not in REGISTRY.names()


def test_no_card_takes_the_name_of_an_engine(own_home: Path, tmp_path: Path) -> None:
    install_own("telea", save_twin("migan", tmp_path / "x.onnx"), own_home)
    assert REGISTRY.names().count("telea") == 1
    assert REGISTRY.get("telea").info.family == "diffusion"
    assert "telea" in REGISTRY.fixed_names()
    assert "lama" not in REGISTRY.fixed_names()


def test_a_broken_card_hides_no_engine(own_home: Path) -> None:
    folder = own_home / "data" / "models"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text("name = 3", "utf-8")
    assert {"exemplar", "lama"} <= set(REGISTRY.names())
    assert "mine" not in REGISTRY.names()


def test_the_choice_of_auto_is_ours(install: Callable[[str], None]) -> None:
    install("migan")
    fill = pipeline.run(request("auto"))
    assert {patch.engine for patch in fill.patches} <= set(REGISTRY.fixed_names())


@pytest.fixture
def slow(own_home: Path, tmp_path: Path) -> str:
    """A model that never ends."""
    file = tmp_path / "slow.onnx"
    file.write_bytes(slow_onnx().SerializeToString())
    install_own("slow", file, own_home)
    return "slow"


def is_running() -> bool:
    return any(one.resident for one in MODELS.loaded() if one.name == "slow")


def test_a_cancel_ends_a_model_that_never_ends(slow: str) -> None:
    asked_while_it_ran: list[int] = []

    def is_cancelled() -> bool:
        if is_running():
            asked_while_it_ran.append(1)
        return len(asked_while_it_ran) == 20

    with pytest.raises(Cancelled):
        pipeline.run(request(slow), is_cancelled=is_cancelled)
    assert len(asked_while_it_ran) == 20
    assert not is_running()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_crash_is_one_line_and_the_next_fill_works(slow: str, install: Callable[[str], None]) -> None:
    crashed: list[int] = []

    def is_cancelled() -> bool:
        if is_running() and not crashed:
            crashed.append(MODELS.loaded()[-1].pid)
            os.kill(crashed[0], signal.SIGSEGV)
        return False

    with pytest.raises(StudioError) as caught:
        pipeline.run(request(slow), is_cancelled=is_cancelled)
    assert caught.value.code == "model-crashed"
    assert "\n" not in str(caught.value)
    install("migan")
    assert filled_by("migan")


def test_two_models_are_compared_beside_engines_of_ours(install: Callable[[str], None]) -> None:
    install("lama")
    install("migan")
    photo, hole = photo_and_hole()
    found = inpaint_studio.compare(photo, hole, ["telea", "lama", "migan"], threads=1)
    names = {one.engine for one in found}
    assert names == {"telea", "lama", "migan"}
    assert {one.name for one in MODELS.loaded()} >= {"lama", "migan"}


def texture(size: Size) -> np.ndarray:
    """Fine woven texture."""
    noise = np.random.default_rng(1).standard_normal((400, 500, 1)).astype(np.float32)
    fine = noise - cv2.GaussianBlur(noise, (0, 0), 2)[..., None]
    tile = np.clip(128 + 45 * fine + np.array((10, 0, -20)), 0, 255).astype(np.uint8)
    repeats = (-(-size.height // 400), -(-size.width // 500), 1)
    return np.ascontiguousarray(np.tile(tile, repeats)[: size.height, : size.width])


def sharpness(picture: np.ndarray) -> float:
    return float(np.abs(cv2.Laplacian(picture.astype(np.float32), cv2.CV_32F)).mean())


def test_a_large_photo_keeps_its_sharpness(install: Callable[[str], None]) -> None:
    install("lama")
    photo = texture(Size(6000, 4000))
    inside = Rect(3000, 2000, 340, 300)
    hole = np.zeros(photo.shape[:2], bool)
    hole[inside.slices] = True
    around = sharpness(photo[inside.slices])
    core = Rect(3040, 2040, 260, 220).slices
    filled = {
        detail: inpaint_studio.fill(photo, hole, "lama", params={"detail": detail}, join=RAW, threads=1)[core]
        for detail in ("off", "guided")
    }
    assert sharpness(filled["off"]) < 0.2 * around
    assert sharpness(filled["guided"]) > 0.7 * around
    # the model's colours are kept
    assert np.abs(filled["guided"].mean((0, 1)) - filled["off"].mean((0, 1))).max() < 6


def test_a_small_hole_in_a_large_crop_is_not_scaled() -> None:
    contract = shipped_card("lama").contract
    hole = np.zeros((900, 2000), bool)
    hole[100:140, 100:140] = hole[700:720, 1800:1850] = hole[120:150, 300:320] = True
    found = external.groups(contract, hole, hole)
    assert [group.scale for group in found] == [1.0, 1.0]
    assert all(max(group.rect.width, group.rect.height) <= 512 for group in found)
    assert np.array_equal(np.logical_or.reduce([group.inside for group in found]), hole)
    assert sum(int(group.inside.sum()) for group in found) == hole.sum()
    assert len(external.groups(shipped_card("migan").contract, hole, hole)) >= 1


def test_specks_everywhere_are_one_run() -> None:
    hole = np.zeros((1500, 1500), bool)
    hole[::50, ::50] = True
    (group,) = external.groups(shipped_card("lama").contract, hole, hole)
    assert group.reduced
    assert np.array_equal(group.inside, hole)


@pytest.mark.parametrize("distance", [0, 1, 5])
def test_a_rim_is_hidden_from_the_model(distance: int) -> None:
    hole = np.zeros((40, 40), bool)
    hole[20, 20] = True
    larger = external.grown(hole, distance)
    assert larger[20, 20 - distance]
    assert not larger[20, 20 - distance - 1]
    nearly = np.ones((20, 20), bool)
    nearly[5:7] = False
    assert not external.grown(nearly, 5).all()


def test_what_is_left_of_the_object_is_not_painted_again(install: Callable[[str], None]) -> None:
    install("migan")
    photo, hole = photo_and_hole()
    rim = cv2.dilate(hole.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool) & ~hole
    photo[rim] = 255
    tight = inpaint_studio.fill(photo, hole, "migan", params={"grow": 0}, join=RAW, threads=1)
    hidden = inpaint_studio.fill(photo, hole, "migan", params={"grow": 5}, join=RAW, threads=1)
    known = ~hole & ~rim
    clean = photo[known].mean(0) * TINT
    assert np.abs(hidden[hole].mean(0) - clean).max() < np.abs(tight[hole].mean(0) - clean).max()
    assert np.array_equal(hidden[~hole], photo[~hole])


@pytest.mark.needs_torch
@pytest.mark.parametrize("name", ["fourier", "partial-unet", "separable"])
def test_weights_of_others_for_our_networks(name: str, own_home: Path, tmp_path: Path) -> None:
    from inpaint_studio.nets.architectures import architecture, save_weights

    settings = {
        "fourier": {"channels": [6, 8, 8, 12], "blocks": [0, 1, 1, 2], "fourier": 4, "style": 4},
        "partial-unet": {"channels": [8, 12, 16], "kernels": [5, 3, 3]},
        "separable": {"channels": [4, 4, 6, 6, 8, 8], "middle": 1},
    }
    file = tmp_path / "net.safetensors"
    save_weights(file, architecture(name).build(settings[name]), name, {})
    install_own("net", file, own_home, format="safetensors", architecture=name)
    first, again, other = (_filled(request("net", seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert REGISTRY.get("net").info.stochastic is (name != "partial-unet")
    assert np.array_equal(first, other) is (name == "partial-unet")


def _filled(wanted: FillRequest) -> np.ndarray:
    fill: Fill = pipeline.run(wanted)
    return fill.apply(wanted.photo)
