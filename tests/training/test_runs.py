"""Whole runs at a tiny scale: they learn, resume exactly, stop cleanly and lose nothing."""

from __future__ import annotations

import csv
import errno
import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from inpaint_studio.core.errors import StudioError
from inpaint_studio.nets.architectures import ARCHITECTURES, load_weights, save_weights
from inpaint_studio.training import autoencoder, checkpoints, gan, loop
from inpaint_studio.training.config import Config, config_of
from inpaint_studio.training.holes import Rng
from inpaint_studio.training.loop import Counters
from inpaint_studio.training.processes import Processes, pick_device
from inpaint_studio.training.report import CsvLog, Reporter
from inpaint_studio.training.run import Request, train
from inpaint_studio.training.task import Batch

from .conftest import TINY, TINY_AUTOENCODER

pytestmark = pytest.mark.needs_torch

TASKS = {"gan": TINY, "autoencoder": TINY_AUTOENCODER}


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def run(photos: Path, output: Path, task: Any = "gan", *, resume: bool = False, **changes: Any) -> Counters:
    settings = {**TASKS[task], **changes}
    request = Request(task, photos, output, changes=settings, resume=resume, device="cpu")
    return train(request, Reporter(quiet=True))


def losses_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "log.csv").open(encoding="utf-8") as file:
        return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(file)]


def weights_of(folder: Path) -> dict[str, Tensor]:
    return load_weights(folder / checkpoints.WEIGHTS).module.state_dict()


def one_batch(step: int = 1) -> Batch:
    generator = torch.Generator().manual_seed(2)
    photos = torch.nn.functional.interpolate(torch.rand(4, 3, 4, 4, generator=generator), (32, 32)) * 2 - 1
    masks = torch.zeros(4, 1, 32, 32)
    masks[..., 10:20, 8:22] = 1
    return Batch(photos, masks, 0.0, 2e-3, first=0, whole=4, step=step)


def tiny(task: str, **changes: Any) -> Config:
    return config_of(task, {**TASKS[task], **changes})


NETWORKS: dict[str, dict[str, Any]] = {
    "fourier": TINY["network"],
    "partial-unet": {"channels": [8, 8, 12], "kernels": [5, 3, 3]},
    "separable": {"channels": [16] * 6, "middle": 2},
}


@pytest.mark.parametrize("architecture", sorted(NETWORKS))
def test_the_gan_comes_nearer_to_one_batch(architecture: str) -> None:
    torch.manual_seed(1)
    steady = {"l1": [10.0, 10.0], "betas": [0.5, 0.99]}
    config = tiny("gan", architecture=architecture, network=NETWORKS[architecture], **steady)
    task = gan.GanTask(config, Processes("cpu", launched=False))
    rng = Rng(torch.Generator().manual_seed(1))
    losses = [task.step(one_batch(step), rng) for step in range(1, 81)]
    assert float(losses[-1]["l1"]) < 0.8 * float(losses[0]["l1"])
    assert ("alike" in losses[0]) == (architecture != "partial-unet")


def test_crops_must_suit_the_network(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="multiples of 32"):
        run(
            photos, tmp_path / "run", architecture="separable", network=NETWORKS["separable"],
            resolutions=[[32, 1.0], [48, 1.0]], steps=1,
        )  # fmt: skip
    done = run(photos, tmp_path / "run", architecture="separable", network=NETWORKS["separable"], steps=2)
    assert done.step == 2
    # a setting at its usual value may be named or left out when the run is gone on with
    network = {**NETWORKS["separable"], "middle": 2}
    assert run(photos, tmp_path / "run", architecture="separable", network=network, resume=True, steps=3)


@pytest.mark.parametrize("half", [False, True])
def test_half_precision_on_the_processor_is_used_if_wanted(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, half: bool
) -> None:
    seen: set[torch.dtype] = set()
    step = gan.GanTask.step

    def watched(self: gan.GanTask, batch: Batch, rng: Rng) -> dict[str, Tensor]:
        hooks = [
            layer.register_forward_hook(lambda _, __, out: seen.add(out.dtype))
            for network in (self.generator, self.discriminator)
            for layer in network.modules()
            if isinstance(layer, torch.nn.Conv2d)
        ]
        losses = step(self, batch, rng)
        for hook in hooks:
            hook.remove()
        return losses

    monkeypatch.setattr(gan.GanTask, "step", watched)
    folder = tmp_path / "run"
    assert run(photos, folder, steps=3, half_on_cpu=half).step == 3
    assert seen == {torch.bfloat16 if half else torch.float32}
    # weights, moments and losses stay in full precision
    state = checkpoints.load_state(folder)
    assert state is not None
    floats = [value for value in state["modules"]["generator"].values() if value.is_floating_point()]
    assert {value.dtype for value in floats} == {torch.float32}
    assert all(np.isfinite(float(value)) for row in losses_of(folder) for value in row.values())


def test_the_autoencoder_comes_nearer_to_one_batch() -> None:
    torch.manual_seed(1)
    task = autoencoder.AutoencoderTask(tiny("autoencoder"), Processes("cpu", launched=False))
    rng = Rng(torch.Generator().manual_seed(1))
    losses = [task.step(one_batch(step), rng) for step in range(1, 41)]
    assert float(losses[-1]["loss"]) < 0.7 * float(losses[0]["loss"])


@pytest.mark.parametrize("game", ["non-saturating", "bce"])
def test_the_other_games_run_too(photos: Path, tmp_path: Path, game: str) -> None:
    assert run(photos, tmp_path / "run", adversarial=game, steps=2).step == 2


@pytest.mark.parametrize("task", sorted(TASKS))
def test_a_run_leaves_weights_checkpoints_curves_samples_and_a_log(
    photos: Path, tmp_path: Path, task: str
) -> None:
    folder = tmp_path / "run"
    done = run(photos, folder, task, steps=4)
    assert (done.step, done.pictures) == (4, 16)
    weights = load_weights(folder / checkpoints.WEIGHTS)
    assert weights.about["pictures"] == 16
    assert [row["step"] for row in losses_of(folder)] == ["1", "2", "3", "4"]
    for name in ("curves.png", "samples.png", "samples/0000003.png"):
        with Image.open(folder / name) as image:
            image.verify()
    with Image.open(folder / "samples.png") as image:
        assert image.width == 4 * 36 - 4  # second fills, or reconstructions
    assert not list(folder.glob(".inpaint-*"))


@pytest.mark.parametrize("task", sorted(TASKS))
def test_a_killed_and_resumed_run_gives_the_same_curve_and_weights(
    photos: Path, tmp_path: Path, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    run(photos, whole, task, steps=7, save_minutes=0)

    class Killed(BaseException):
        """Like a kill: nothing in the program is ready for it."""

    step = loop.Loop._step

    def killed(self: loop.Loop, progress: float) -> None:
        if self.counters.step == 5:
            raise Killed
        step(self, progress)

    with monkeypatch.context() as patch:
        patch.setattr(loop.Loop, "_step", killed)
        # the checkpoint is that of step 3: what is logged after it is done again
        patch.setattr(loop.Loop, "_save", _only_at(3, loop.Loop._save))
        with pytest.raises(Killed):
            run(photos, parts, task, steps=7, save_minutes=0)
    assert len(losses_of(parts)) == 5
    run(photos, parts, task, resume=True, steps=7, save_minutes=0)
    assert losses_of(parts) == losses_of(whole)
    for name, value in weights_of(whole).items():
        assert torch.equal(value, weights_of(parts)[name]), name


def _only_at(wanted: int, save: Any) -> Any:
    def saved(self: loop.Loop) -> None:
        if self.counters.step == wanted:
            save(self)

    return saved


def test_a_checkpoint_between_two_rows_of_the_log_keeps_their_sums(photos: Path, tmp_path: Path) -> None:
    parts, constant = tmp_path / "parts", tmp_path / "constant"
    # a constant weight, as the share of the run at each step differs
    run(photos, parts, steps=2, log_steps=4, l1=[1.0, 1.0])
    assert [row["step"] for row in losses_of(parts)] == ["2"]
    run(photos, parts, resume=True, steps=4, log_steps=4, l1=[1.0, 1.0])
    run(photos, constant, steps=4, log_steps=4, l1=[1.0, 1.0])
    assert losses_of(parts) == losses_of(constant)
    assert len(losses_of(parts)) == 1


def test_the_steps_left_at_the_end_are_a_row_of_the_log_too(photos: Path, tmp_path: Path) -> None:
    folder, usual = tmp_path / "run", tmp_path / "usual"
    run(photos, usual, steps=3)
    run(photos, folder, steps=3, log_steps=50)
    (row,) = losses_of(folder)
    assert row["step"] == "3"
    assert float(row["loss"]) == pytest.approx(
        sum(float(each["loss"]) for each in losses_of(usual)) / 3, rel=1e-4
    )
    # nothing to do: what there is stays
    run(photos, folder, resume=True, steps=3, log_steps=50)
    assert losses_of(folder) == [row]
    run(photos, folder, resume=True, steps=4, log_steps=50)
    assert [each["step"] for each in losses_of(folder)] == ["4"]
    run(photos, folder, resume=True, steps=9, log_steps=4)
    assert [each["step"] for each in losses_of(folder)] == ["8", "9"]


def test_a_finished_run_can_be_made_longer_and_needs_to_be_asked(photos: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run(photos, folder, steps=2)
    with pytest.raises(StudioError, match="already"):
        run(photos, folder, steps=3)
    assert run(photos, folder, resume=True, steps=3).step == 3
    assert run(photos, folder, resume=True, steps=3).step == 3


def test_what_is_no_number_ends_the_run_and_the_last_good_weights_stay(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    run(photos, folder, steps=2)
    before = weights_of(folder)
    step = gan.GanTask.step

    def poisoned(self: gan.GanTask, batch: Batch, rng: Rng) -> dict[str, Tensor]:
        if batch.step == 4:
            with torch.no_grad():
                next(self.generator.parameters()).fill_(float("nan"))
        return step(self, batch, rng)

    monkeypatch.setattr(gan.GanTask, "step", poisoned)
    with pytest.raises(StudioError, match=r"step 4: a loss is no longer finite.* of step 2"):
        run(photos, folder, resume=True, steps=6)
    after = weights_of(folder)
    assert all(torch.equal(value, after[name]) for name, value in before.items())


def test_collapse_ends_the_run(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    task = gan.GanTask(tiny("gan"), Processes("cpu", launched=False))
    assert task.diverged({"discriminator": 0.0}, 20) is None
    assert task.diverged({"discriminator": 1.2}, 900) is None
    assert "collapse" in (task.diverged({"discriminator": 0.0}, 900) or "")
    monkeypatch.setattr(
        gan.GanTask, "diverged", lambda self, losses, step: "it collapsed" if step == 2 else None
    )
    with pytest.raises(StudioError, match="it collapsed"):
        run(photos, tmp_path / "run", steps=4)


def test_out_of_memory_halves_the_batch_and_says_so(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    step = gan.GanTask.step

    def short(self: gan.GanTask, batch: Batch, rng: Rng) -> dict[str, Tensor]:
        if len(batch.photos) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return step(self, batch, rng)

    monkeypatch.setattr(gan.GanTask, "step", short)
    request = Request("gan", photos, tmp_path / "run", changes={**TINY, "steps": 2, "batch": 8}, device="cpu")
    done = train(request, Reporter())
    assert done.pictures == 4
    assert "continuing with 2 pictures per step" in capsys.readouterr().err
    monkeypatch.setattr(gan.GanTask, "step", lambda self, batch, rng: (_ for _ in ()).throw(
        torch.OutOfMemoryError("CUDA out of memory")))  # fmt: skip
    with pytest.raises(StudioError, match="not enough memory"):
        run(photos, tmp_path / "other", steps=2)


def test_a_full_disk_gives_one_line_and_the_last_checkpoint_stays(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    run(photos, folder, steps=2)
    before = {path: path.read_bytes() for path in folder.glob("*.safetensors")}

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StudioError, match="disk is full"):
        run(photos, folder, resume=True, steps=5)
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in folder.glob("*.safetensors")} == before
    assert run(photos, folder, resume=True, steps=5).step == 5


def test_a_log_that_finds_no_room_says_which_file_it_is(tmp_path: Path) -> None:
    log = CsvLog(tmp_path / "log.csv", until=0)
    log.add({"step": 1})
    log.path.unlink()
    log.path.symlink_to("/dev/full")
    with pytest.raises(StudioError, match=r"log\.csv' could not be written: the disk is full"):
        log.add({"step": 2})


def test_half_a_row_of_a_log_is_no_row(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("step,loss\n9,0.5\n10,0.4\n1")
    assert [row["step"] for row in CsvLog(tmp_path / "log.csv", until=10).rows] == [9, 10]


def test_other_photos_are_refused_before_they_are_decoded(photos: Path, tmp_path: Path) -> None:
    run(photos, tmp_path / "run", steps=1)
    before = (tmp_path / "run" / "photos.u8").read_bytes()
    (photos / "photo0.png").unlink()
    with pytest.raises(StudioError, match="not the photos that this run started with"):
        run(photos, tmp_path / "run", resume=True, steps=2)
    assert (tmp_path / "run" / "photos.u8").read_bytes() == before


def test_a_signal_ends_the_run_in_good_order(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = loop.Loop._step

    def interrupted(self: loop.Loop, progress: float) -> None:
        step(self, progress)
        if self.counters.step == 3:
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(loop.Loop, "_step", interrupted)
    assert run(photos, tmp_path / "run", steps=50).step == 3
    state = checkpoints.load_state(tmp_path / "run")
    assert state is not None
    assert state["counters"]["step"] == 3


def test_minutes_end_a_run(photos: Path, tmp_path: Path) -> None:
    done = run(photos, tmp_path / "run", minutes=0.02)
    assert done.step > 0
    assert done.seconds < 20


class _Clock:
    """Stands still but for what the steps take: the first of a process 40 s, the others 1 s each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds, self.steps, step = 1000.0, 0, gan.GanTask.step

        def timed(task: gan.GanTask, batch: Batch, rng: Rng) -> dict[str, Tensor]:
            self.steps += 1
            self.seconds += 40 if self.steps == 1 else 1
            return step(task, batch, rng)

        monkeypatch.setattr(gan.GanTask, "step", timed)
        monkeypatch.setattr(loop.time, "monotonic", self.monotonic)

    def monotonic(self) -> float:
        self.seconds += 0.001  # as between any two looks at a clock
        return self.seconds


class _Lines(Reporter):
    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.lines: list[str] = []

    def progress(self, line: str) -> None:
        self.lines.append(line)

    def left(self) -> list[str]:
        return [line.split(" left")[0].rsplit(" ", 1)[1] if " left" in line else "" for line in self.lines]


@pytest.mark.parametrize(
    ("until", "left"),
    [
        ({"steps": 4}, ["", "0:02", "0:01", "0:00"]),
        ({"minutes": 0.7}, ["0:02", "0:01", "0:00"]),
        ({"minutes": 60, "steps": 3}, ["59:20", "0:01", "0:00"]),
    ],
)
def test_the_time_left_never_comes_from_a_slow_first_step(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: dict[str, Any], left: list[str]
) -> None:
    _Clock(monkeypatch)
    lines = _Lines()
    changes = {**TINY, "sheet_steps": 1000, **until}
    train(Request("gan", photos, tmp_path / "run", changes=changes, device="cpu"), lines)
    assert lines.left() == left


def test_a_resumed_run_knows_the_time_left(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(photos, tmp_path / "run", steps=2)
    _Clock(monkeypatch)
    lines = _Lines()
    changes = {**TINY, "sheet_steps": 1000, "steps": 6}
    train(Request("gan", photos, tmp_path / "run", changes=changes, resume=True, device="cpu"), lines)
    assert lines.left() == ["", "0:02", "0:01", "0:00"]


def test_a_portable_checkpoint_continues_elsewhere_with_a_warm_up(photos: Path, tmp_path: Path) -> None:
    home, away = tmp_path / "home", tmp_path / "away"
    run(photos, home, steps=3)
    away.mkdir()
    for name in checkpoints.PORTABLE.values():
        (away / name).write_bytes((home / name).read_bytes())
    done = run(photos, away, resume=True, steps=4)
    assert (done.step, done.began) == (7, 3)
    rows = losses_of(away)
    assert [row["step"] for row in rows] == ["4", "5", "6", "7"]
    assert float(rows[0]["rate"]) < float(rows[-1]["rate"]) < 0.05 * 2e-4
    assert load_weights(away / checkpoints.WEIGHTS).about["pictures"] == 28


def test_a_portable_checkpoint_gives_back_what_went_in(tmp_path: Path) -> None:
    task = gan.GanTask(tiny("gan"), Processes("cpu", launched=False))
    checkpoints.save_result(tmp_path, task.portable_networks(), {"task": "gan", "steps": 5})
    back = checkpoints.load_portable(tmp_path)
    assert set(back) == {"generator", "discriminator"}
    for part, (_, module) in task.portable_networks().items():
        for name, value in back[part].module.state_dict().items():
            torch.testing.assert_close(value, module.state_dict()[name], atol=1e-3, rtol=1e-3)


def test_the_portable_checkpoint_of_the_default_networks_is_small_enough(tmp_path: Path) -> None:
    sizes = []
    for part, name in (("generator", "fourier"), ("discriminator", "patches")):
        path = tmp_path / checkpoints.PORTABLE[part]
        save_weights(path, ARCHITECTURES[name].build(), name, {})
        sizes.append(path.stat().st_size)
    assert max(sizes) <= checkpoints.PORTABLE_FILE_BYTES
    assert sum(sizes) <= checkpoints.PORTABLE_BYTES
    save_weights(tmp_path / "context.safetensors", ARCHITECTURES["context"].build(), "context", {})
    assert (tmp_path / "context.safetensors").stat().st_size < 6e6


def test_a_run_is_not_gone_on_with_as_something_else(photos: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run(photos, folder, steps=1)
    with pytest.raises(StudioError, match="is for 'gan'"):
        run(photos, folder, "autoencoder", resume=True, steps=2)
    with pytest.raises(StudioError, match="architecture"):
        run(photos, folder, resume=True, steps=2, architecture="partial-unet", network={})
    Image.new("RGB", (60, 60)).save(photos / "another.png")
    with pytest.raises(StudioError, match="not the photos"):
        run(photos, folder, resume=True, steps=2)


def test_a_damaged_checkpoint_says_so(photos: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run(photos, folder, steps=1)
    path = folder / checkpoints.STATE
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(StudioError, match="cannot be read"):
        run(photos, folder, resume=True, steps=2)


def test_state_of_every_kind_comes_back(tmp_path: Path) -> None:
    shared = torch.arange(4)
    state = {"a": [1, 2.5, None, True, "x"], 3: (shared, shared), "empty": {}, "t": torch.ones(2).bfloat16()}
    checkpoints.save_state(tmp_path, state)
    back = checkpoints.load_state(tmp_path)
    assert back is not None
    assert list(back) == list(state)
    assert back["a"] == state["a"]
    assert isinstance(back[3], tuple)
    assert torch.equal(back[3][1], shared)
    assert torch.equal(back["t"], state["t"])


def test_devices_that_are_not_there_are_named() -> None:
    assert pick_device("cpu").type == "cpu"
    with pytest.raises(StudioError, match="'tpu'"):
        pick_device("tpu")
    if not torch.cuda.is_available():
        with pytest.raises(StudioError, match="NVIDIA"):
            pick_device("cuda")
