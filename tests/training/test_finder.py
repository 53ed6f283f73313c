"""The finder's training: it learns, resumes exactly, and its network runs in OpenCV as in torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.errors import StudioError
from inpaint_studio.nets.architectures import load_weights
from inpaint_studio.nets.finder import Finder, FinderConfig
from inpaint_studio.training import checkpoints
from inpaint_studio.training.__main__ import main
from inpaint_studio.training.config import config_of
from inpaint_studio.training.damage.labels import UNDECIDED
from inpaint_studio.training.finder import FinderTask, cell_kinds, finder_losses, scores
from inpaint_studio.training.processes import Processes
from inpaint_studio.training.report import Reporter
from inpaint_studio.training.run import Request, train
from inpaint_studio.training.task import Batch
from inpaint_studio.weights.onnx import export

pytestmark = pytest.mark.needs_torch

NETWORK = {"channels": [6, 8, 8], "down": [1, 1, 1], "up": [1, 1]}
TINY: dict[str, Any] = {
    "resolutions": [[32, 1.0]], "batch": 4, "log_steps": 1, "sheet_steps": 2, "network": NETWORK,
    "judged": 2,
}  # fmt: skip


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def run(photos: Path, output: Path, *, resume: bool = False, **changes: Any) -> None:
    request = Request("finder", photos, output, changes={**TINY, **changes}, resume=resume, device="cpu")
    train(request, Reporter(quiet=True))


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    return load_weights(folder / checkpoints.WEIGHTS).module.state_dict()


def test_a_resumed_run_ends_like_one_without_a_break(photos: Path, tmp_path: Path) -> None:
    run(photos, tmp_path / "whole", steps=4)
    run(photos, tmp_path / "parts", steps=2)
    run(photos, tmp_path / "parts", steps=4, resume=True)
    whole, parts = weights_of(tmp_path / "whole"), weights_of(tmp_path / "parts")
    for name, value in whole.items():
        torch.testing.assert_close(parts[name], value, rtol=0, atol=0)
    header = (tmp_path / "whole" / "validation.csv").read_text("utf-8").splitlines()[0]
    assert header.startswith("step,precision,recall,f1,false")
    assert (tmp_path / "whole" / "samples.png").is_file()


def test_it_learns_to_find_white_squares() -> None:
    task = FinderTask(
        config_of("finder", {"network": NETWORK, "rate": 0.01}), Processes("cpu", launched=False)
    )
    rng = np.random.default_rng(4)
    for step in range(1, 61):
        photos = torch.zeros(4, 3, 32, 32)
        labels = torch.zeros(4, 1, 32, 32, dtype=torch.uint8)
        for i in range(4):
            y, x = rng.integers(0, 24, 2)
            photos[i, :, y : y + 6, x : x + 6] = 1
            labels[i, :, y : y + 6, x : x + 6] = 1
        batch = Batch(photos, labels, 0.0, 0.01, first=0, whole=4, step=step)
        task.step(batch, None)  # type: ignore[arg-type]
    task.network.eval()
    with torch.inference_mode():
        damage, kind = task.network(photos)
    decided = labels != UNDECIDED
    assert scores(damage > 0, labels > 0, decided)["f1"] > 0.8
    wanted = cell_kinds(labels)[:, 0]
    assert float((kind.argmax(1) + 1 == wanted)[wanted > 0].float().mean()) > 0.9


def test_undecided_pixels_and_intact_kinds_count_in_no_loss() -> None:
    labels = torch.zeros(1, 1, 32, 32, dtype=torch.uint8)
    labels[..., :16, :] = UNDECIDED
    kind = torch.zeros(1, len(KINDS), 8, 8)
    sure, wrong = (torch.full((1, 1, 32, 32), -9.0) for _ in range(2))
    wrong[..., :16, :] = 9
    first, second = (finder_losses(damage, kind, labels) for damage in (sure, wrong))
    assert all(float(first[name]) == pytest.approx(float(second[name])) for name in first)
    assert float(first["kind"]) == 0
    wrong[..., 20, :] = 9
    assert float(finder_losses(wrong, kind, labels)["cross_entropy"]) > float(first["cross_entropy"]) + 1


@pytest.mark.parametrize("classical", [False, True])
def test_opencv_runs_the_exported_network_like_torch(classical: bool) -> None:
    pytest.importorskip("onnxscript")
    torch.manual_seed(1)
    module = Finder(FinderConfig((6, 8, 8), (1, 1, 1), (1, 1), classical)).eval()
    content = export.as_onnx(module, {})
    photo = np.random.default_rng(0).uniform(-1, 1, (1, 3, 96, 160)).astype(np.float32)
    with torch.inference_mode():
        wanted = module(torch.from_numpy(photo))
    net = cv2.dnn.readNetFromONNX(np.frombuffer(content, np.uint8))
    net.setInput(photo, "photo")
    for found, each in zip(net.forward(["damage", "kind"]), wanted, strict=True):
        np.testing.assert_allclose(found, each.numpy(), atol=5e-3)
    assert export.difference(module, content) < export.AGREEMENT


def test_a_run_resumes_with_the_damage_that_it_started_with_only(photos: Path, tmp_path: Path) -> None:
    cut = tmp_path / "damage" / "cutouts" / "hair"
    cut.mkdir(parents=True)
    Image.fromarray(np.full((20, 20, 4), 255, np.uint8)).save(cut / "one.png")
    run(photos, tmp_path / "run", steps=1)
    request = Request(
        "finder", photos, tmp_path / "run", changes={"steps": 2}, resume=True, device="cpu",
        damage=tmp_path / "damage",
    )  # fmt: skip
    with pytest.raises(StudioError) as error:
        train(request, Reporter(quiet=True))
    assert error.value.code == "training-damage"


def test_damage_is_for_the_finder_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["gan", str(tmp_path), "-o", str(tmp_path / "run"), "--damage", str(tmp_path)])
    assert stopped.value.code == 2
    assert "--damage is for the finder" in capsys.readouterr().err
