"""Fine-tuning, and whether it helps: at a tiny scale, in seconds."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.__main__ import main as studio
from inpaint_studio.core.errors import StudioError
from inpaint_studio.nets.architectures import architecture, load_weights, save_weights
from inpaint_studio.nets.generator import draw_noise
from inpaint_studio.training import checkpoints
from inpaint_studio.training.config import FINE_TUNING
from inpaint_studio.training.report import CsvLog, Reporter
from inpaint_studio.training.run import Request, train
from inpaint_studio.training.validation import filled
from inpaint_studio.weights import own, shipped

from .conftest import TINY

pytestmark = pytest.mark.needs_torch

LEARNING: dict[str, Any] = {**TINY, "rate": 4e-3, "batch": 6, "log_steps": 25, "sheet_steps": 1000}


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Forty generated pictures of 48 px: a bright disc on a slope of colours."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    rng = np.random.default_rng(1)
    for index in range(40):
        slope = np.linspace(0, 1, 48)[:, None, None] * rng.uniform(20, 90, 3)
        picture = np.tile(rng.uniform(20, 90, 3) + slope, (1, 48, 1)).astype(np.uint8)
        cv2.circle(picture, tuple(rng.integers(10, 38, 2).tolist()), 9, (230, 220, 120), -1, cv2.LINE_AA)
        Image.fromarray(picture).save(folder / f"{index:02}.png")
    return folder


@pytest.fixture
def stripes(tmp_path: Path) -> Path:
    """Forty generated pictures of 48 px: stripes in two tones, which no smooth fill can guess."""
    folder = tmp_path / "stripes"
    folder.mkdir()
    rng = np.random.default_rng(1)
    for index in range(40):
        rows = np.sign(np.sin(2 * np.pi * (np.arange(48) + rng.integers(8)) / 8))
        picture = rng.uniform(100, 150, 3) + 60 * rows[:, None, None] * np.ones((1, 48, 1))
        Image.fromarray(picture.astype(np.uint8)).save(folder / f"{index:02}.png")
    return folder


def untrained(path: Path) -> Path:
    torch.manual_seed(0)
    save_weights(path, architecture("fourier").build(TINY["network"]), "fourier", {"task": "gan"})
    return path


def run(photos: Path, output: Path, start: Path | None, **changes: Any) -> Any:
    settings = {name: value for name, value in {**LEARNING, **changes}.items() if name != "network"}
    return train(
        Request("gan", photos, output, changes=settings, start=start, device="cpu"), Reporter(quiet=True)
    )


@pytest.mark.timeout(300)
def test_a_tiny_gan_beats_its_own_start(stripes: Path, tmp_path: Path) -> None:
    settings = {"rate": 3e-3, "betas": [0.5, 0.99], "adversarial_weight": 0.15, "l1": [10.0, 10.0]}
    done = run(stripes, tmp_path / "run", untrained(tmp_path / "start.safetensors"), steps=70, **settings)
    weights = load_weights(tmp_path / "run" / checkpoints.WEIGHTS)
    before, after = weights.about["start_score"], weights.about["score"]
    assert before == done.start
    assert after["hole_psnr"] > before["hole_psnr"] + 3
    assert after["hole_l1"] < 0.7 * before["hole_l1"]
    # what has become better may be used, and is
    assert own.use("gan", tmp_path / "run" / checkpoints.WEIGHTS) == shipped.own_path("gan")


@pytest.mark.timeout(300)
def test_mode_seeking_keeps_fills_apart_inside_the_hole_alone(pictures: Path, tmp_path: Path) -> None:
    start = untrained(tmp_path / "start.safetensors")
    apart = {}
    for weight in (0.0, 2.0):
        folder = tmp_path / f"run{weight:.0f}"
        run(pictures, folder, start, steps=60, mode_seeking=weight)
        network = load_weights(folder / checkpoints.WEIGHTS).module.eval()
        photos = torch.rand(4, 3, 32, 32, generator=torch.Generator().manual_seed(1)) * 2 - 1
        masks = torch.zeros(4, 1, 32, 32)
        masks[..., 8:24, 8:24] = 1
        shapes = network.noise_shapes(4, 32, 32)  # type: ignore[operator]
        one, two = (
            filled(
                network,
                photos,
                masks,
                draw_noise(shapes, torch.Generator().manual_seed(seed), torch.device("cpu")),
            )
            for seed in (1, 2)
        )
        difference = one - two
        assert float((difference * (1 - masks)).abs().max()) == 0
        # means over 4 x 4 px, so that grain does not count
        coarse = torch.nn.functional.avg_pool2d(difference, 4)[..., 2:6, 2:6]
        apart[weight] = float(coarse.abs().mean())
    assert apart[2.0] > 1.5 * apart[0.0]
    assert apart[2.0] > 4 / 255


def test_weights_trained_further_begin_where_they_were(photos: Path, tmp_path: Path) -> None:
    first = tmp_path / "first"
    game = {"adversarial_weight": 0.2, "l1": [1.0, 0.3], "half_on_cpu": True}
    train(
        Request("gan", photos, first, changes={**TINY, **game, "steps": 3}, device="cpu"),
        Reporter(quiet=True),
    )
    done = run(photos, tmp_path / "further", first, steps=2, rate=1e-7, log_steps=1, sheet_steps=3)
    assert (done.step, done.began) == (5, 3)
    old = load_weights(first / checkpoints.WEIGHTS).module.state_dict()
    new = load_weights(tmp_path / "further" / checkpoints.WEIGHTS)
    for name, value in new.module.state_dict().items():
        torch.testing.assert_close(value, old[name], atol=2e-3, rtol=2e-2)
    config = new.about["config"]
    assert config["validation"] == FINE_TUNING["gan"]["validation"]
    assert (config["adversarial_weight"], config["l1"]) == (0.2, [0.3, 0.3])
    assert not config["half_on_cpu"]  # this machine need not be as that was
    assert new.about["start_score"]["step"] == 3
    discriminator = checkpoints.load_portable(tmp_path / "further")["discriminator"]
    assert discriminator.settings["last"] == TINY["discriminator"]["last"]
    # resumed, it is still compared with the same start
    request = Request("gan", photos, tmp_path / "further", changes={"steps": 3}, resume=True, device="cpu")
    assert train(request, Reporter(quiet=True)).start == done.start


def test_a_run_says_whether_it_was_worth_it(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start = untrained(tmp_path / "start.safetensors")
    changes = {**LEARNING, "steps": 1}
    del changes["network"]
    train(Request("gan", photos, tmp_path / "run", changes=changes, start=start, device="cpu"), Reporter())
    assert "held-out photos: " in capsys.readouterr().err


def test_a_start_that_does_not_serve_is_named(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="no file"):
        run(photos, tmp_path / "a", tmp_path / "none.safetensors", steps=1)
    (tmp_path / "empty").mkdir()
    with pytest.raises(StudioError, match="travel-generator"):
        run(photos, tmp_path / "b", tmp_path / "empty", steps=1)
    other = tmp_path / "other.safetensors"
    save_weights(other, architecture("patches").build({"channels": [4, 4], "last": 4}), "patches", {})
    with pytest.raises(StudioError, match="another network"):
        run(photos, tmp_path / "c", other, steps=1)
    start = untrained(tmp_path / "start.safetensors")
    with pytest.raises(StudioError, match="architecture"):
        run(photos, tmp_path / "d", start, steps=1, architecture="partial-unet")


def test_the_recipe_of_three_lines(photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shipped.own_path("gan").parent.mkdir(parents=True)
    untrained(shipped.own_path("gan"))
    settings = tmp_path / "tiny.toml"
    settings.write_text(
        "resolutions = [[32, 1.0]]\nbatch = 2\n[discriminator]\nchannels = [6, 8, 8, 8]\nlast = 8\n", "utf-8"
    )
    words = ["train", "gan", str(photos), "-o", str(tmp_path / "run"), "--start", "gan", "--steps", "2"]
    assert studio([*words, "--config", str(settings), "--device", "cpu"]) == 0
    assert studio(["models", "use", "gan", str(tmp_path / "run" / "weights.safetensors"), "--anyway"]) == 0
    assert "your own weights" in capsys.readouterr().out
    used = load_weights(shipped.own_path("gan"))
    assert used.about["steps"] == 2


def test_losses_go_to_tensorboard_where_it_is_installed(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scalars: list[tuple[str, int]] = []
    closed: list[bool] = []

    class SummaryWriter:
        def __init__(self, folder: str) -> None:
            self.folder = folder

        def add_scalar(self, name: str, value: float, step: int) -> None:
            scalars.append((name, step))

        def close(self) -> None:
            closed.append(True)

    fake = types.ModuleType("torch.utils.tensorboard")
    fake.SummaryWriter = SummaryWriter  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", fake)
    train(
        Request("gan", photos, tmp_path / "run", changes={**TINY, "steps": 2}, device="cpu"),
        Reporter(quiet=True),
    )
    assert {("loss", 1), ("loss", 2)} <= set(scalars)
    assert closed == [True]


def test_minutes_end_a_run_with_everything_written(photos: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    request = Request("gan", photos, folder, changes={**TINY, "minutes": 0.02}, device="cpu")
    done = train(request, Reporter(quiet=True))
    state = checkpoints.load_state(folder)
    assert state is not None
    assert state["counters"]["step"] == done.step
    assert load_weights(folder / checkpoints.WEIGHTS).about["steps"] == done.step
    assert CsvLog(folder / "validation.csv", until=done.step).rows[-1]["step"] == done.step
