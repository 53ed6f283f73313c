"""Runs of the GAN against the projected discriminator, and runs that start from another network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from inpaint_studio.core.errors import StudioError
from inpaint_studio.nets.architectures import architecture, load_weights, save_weights
from inpaint_studio.training import checkpoints
from inpaint_studio.training.config import config_of
from inpaint_studio.training.gan import GanTask
from inpaint_studio.training.holes import Rng
from inpaint_studio.training.processes import Processes
from inpaint_studio.training.report import Reporter
from inpaint_studio.training.run import Request, train
from inpaint_studio.training.task import Batch

from .conftest import TINY, TINY_AUTOENCODER

pytestmark = pytest.mark.needs_torch

PLAN = {**TINY["network"], "grain": False, "attention": 4}


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def projected(tmp_path: Path) -> dict[str, Any]:
    """Settings with a tiny autoencoder to look through."""
    torch.manual_seed(0)
    network = {**TINY_AUTOENCODER["network"], "dilations": [1, 2, 1, 2, 1, 2]}
    path = tmp_path / "eyes.safetensors"
    save_weights(path, architecture("context").build(network), "context", {})
    return {
        **TINY,
        "l1": [1.0, 1.0],
        "judge": "projected",
        "plan": 1.0,
        "features": str(path),
        "network": PLAN,
        "discriminator": {"features": [54, 12, 12, 12], "mixed": 6, "head": 6},
    }


def run(photos: Path, output: Path, settings: dict[str, Any], **rest: Any) -> Any:
    request = Request("gan", photos, output, changes=settings, device="cpu", **rest)
    return train(request, Reporter(quiet=True))


def test_only_the_heads_and_the_generator_learn(projected: dict[str, Any]) -> None:
    torch.manual_seed(1)
    task = GanTask(config_of("gan", projected), Processes("cpu", launched=False))
    assert task.features is not None
    before = {
        name: {key: value.clone() for key, value in module.state_dict().items()}
        for name, module in {**task.modules, "eyes": task.features}.items()
    }
    photos = torch.rand(4, 3, 32, 32, generator=torch.Generator().manual_seed(2)) * 2 - 1
    masks = torch.zeros(4, 1, 32, 32)
    masks[..., 10:20, 8:22] = 1
    batch = Batch(photos, masks, 0.0, 2e-3, first=0, whole=4, step=1)
    for _ in range(2):
        losses = task.step(batch, Rng(torch.Generator().manual_seed(1)))
    assert all(bool(torch.isfinite(value)) for value in losses.values())
    after = {**task.modules, "eyes": task.features}
    for name, kept in before.items():
        changed = {
            key for key, value in after[name].state_dict().items() if not torch.equal(value, kept[key])
        }
        if name == "discriminator":
            assert changed
            assert all(key.startswith("heads.") for key in changed)
        else:
            assert bool(changed) == (name != "eyes")


def test_a_run_resumes_exactly_and_ships_no_frozen_features(
    photos: Path, tmp_path: Path, projected: dict[str, Any]
) -> None:
    run(photos, tmp_path / "whole", {**projected, "steps": 4})
    run(photos, tmp_path / "halves", {**projected, "steps": 2})
    run(photos, tmp_path / "halves", {"steps": 4}, resume=True)
    one, two = (load_weights(tmp_path / name / checkpoints.WEIGHTS) for name in ("whole", "halves"))
    for key, value in one.module.state_dict().items():
        assert torch.equal(value, two.module.state_dict()[key])
    judge = checkpoints.load_portable(tmp_path / "whole")["discriminator"]
    assert judge.architecture == "projected"
    assert {key.split(".")[0] for key in judge.module.state_dict()} == {"across", "down", "heads"}


def test_a_run_that_is_resumed_keeps_its_discriminator(
    photos: Path, tmp_path: Path, projected: dict[str, Any]
) -> None:
    patches = {**TINY, "l1": [1.0, 1.0], "steps": 1}
    run(photos, tmp_path / "run", patches)
    other = {name: projected[name] for name in ("judge", "features", "discriminator")}
    with pytest.raises(StudioError, match=r"'judge'.*patches"):
        run(photos, tmp_path / "run", {**other, "steps": 2}, resume=True)
    (tmp_path / "run" / checkpoints.STATE).unlink()
    with pytest.raises(StudioError, match=r"'judge'.*patches"):
        run(photos, tmp_path / "run", {**other, "steps": 2}, resume=True)
    # naming the one that it has is no change
    assert run(photos, tmp_path / "run", {"judge": "patches", "steps": 2}, resume=True).step > 1


def test_the_features_must_be_those_of_an_autoencoder(
    photos: Path, tmp_path: Path, projected: dict[str, Any]
) -> None:
    with pytest.raises(StudioError, match="the weights file of an autoencoder"):
        run(photos, tmp_path / "run", {**projected, "features": "", "steps": 1})
    other = tmp_path / "other.safetensors"
    save_weights(other, architecture("fourier").build(PLAN), "fourier", {})
    with pytest.raises(StudioError, match="another network, 'fourier'"):
        run(photos, tmp_path / "run", {**projected, "features": str(other), "steps": 1})
    with pytest.raises(StudioError, match="no file"):
        run(photos, tmp_path / "run", {**projected, "features": str(tmp_path / "none"), "steps": 1})


def test_a_network_may_start_from_another_one_with_fewer_or_further_parts(
    photos: Path, tmp_path: Path, projected: dict[str, Any]
) -> None:
    torch.manual_seed(5)
    start = tmp_path / "start.safetensors"
    given = architecture("fourier").build(TINY["network"])
    save_weights(start, given, "fourier", {"task": "gan"})
    run(photos, tmp_path / "run", {**projected, "steps": 1, "rate": 1e-9}, start=start)
    found = load_weights(tmp_path / "run" / checkpoints.WEIGHTS)
    assert found.settings["attention"] == 4
    torch.testing.assert_close(found.module.stem.weight, given.stem.weight, atol=1e-3, rtol=0)  # type: ignore[union-attr]
    assert not hasattr(found.module, "grain_half")
    wider = {**PLAN, "channels": [6, 8, 8, 16]}
    with pytest.raises(StudioError, match="network"):
        run(photos, tmp_path / "wider", {**projected, "network": wider, "steps": 1}, start=start)
