"""Putting a run together: settings, photos, networks, and what there is to go on from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from ..core.errors import StudioError
from ..core.files import reason
from ..nets.architectures import ARCHITECTURES, Weights, architecture, load_weights
from . import checkpoints
from .autoencoder import AutoencoderTask
from .config import FURTHER, Config, TaskName, config_of, read_config
from .feed import Feed
from .gan import GanTask
from .loop import Counters, Loop
from .photos import PhotoStore, open_store
from .processes import Processes, is_left_alone, was_launched
from .report import Teller
from .task import Task

KINDS = {"gan": "generator", "autoencoder": "autoencoder"}
"""What kind of network each task makes."""

_GAME = (
    "betas", "discriminator_rate", "adversarial", "adversarial_weight", "known_l1", "reconstruction", "code",
    "roughness", "feature_matching", "focal_frequency", "mode_seeking",
)  # fmt: skip
"""The settings that go on from the training of given weights; not those of the machine it was done on."""


@dataclass(frozen=True)
class Request:
    """What the command line asks for; what is None is left to the file of settings or to the usual."""

    task: TaskName
    photos: Path
    output: Path
    config: Path | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Settings by name that go before those of the file."""
    resume: bool = False
    start: Path | None = None
    """Weights to begin a new run with, or the folder of a run whose travel checkpoint is taken."""
    device: str = "auto"


def train(request: Request, teller: Teller | None = None) -> Counters:
    """Train until the end of the steps or minutes; everything is in the folder then.

    Raises StudioError for settings, photos, devices, checkpoints and disks that do not serve.
    """
    state, travel = _found(request)
    started = {} if request.start is None or state or travel else _start(request.task, request.start)
    config = _config(request, _stored_config(state, travel) or _settings_of(request.task, started))
    processes = Processes(request.device, launched=was_launched())
    teller = teller or Teller(quiet=not processes.main)
    if is_left_alone():
        teller.say(
            "accelerate started one process, not several: on processors take "
            "'accelerate launch --multi_gpu --num_processes N ... --device cpu'."
        )
    if request.resume and state is None and not travel:
        teller.say("There is nothing to resume: this is a new run.")
    try:
        torch.manual_seed(config.seed)
        if processes.device.type == "cuda":
            torch.set_float32_matmul_precision("high")
            torch.backends.cudnn.benchmark = True
        make = GanTask if config.task == "gan" else AutoencoderTask
        task: Task = make(config, processes)
        store = _store(request, config, processes, teller, None if state is None else state["photos"])
        feed = Feed(store, config, processes.device)
        loop = Loop(task, feed, config, request.output, processes, teller)
        if state is not None:
            loop.restore(state)
            teller.say(f"Going on from step {loop.counters.step}.")
        elif travel or started:
            loop.counters = _arrive(task, feed, travel or started, teller)
            loop.has_start = bool(started)
        teller.say(
            f"Training on {processes.device}: {len(store.training)} photos, "
            f"{len(store.validation)} set apart, {loop.batch} pictures a step."
        )
        done = loop.run()
        if done.start and loop.scores:
            teller.say(_verdict(done.start, loop.scores.rows[-1]))
        teller.say(f"Done: {done.step} steps, {done.pictures} pictures. The weights are in {request.output}.")
        return done
    finally:
        processes.close()


def _found(request: Request) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """What is in the folder: an exact state or else a travel checkpoint. Raises StudioError.

    "training-exists" unless it is to be resumed, "training-other" for another task's,
    "folder-unwritable".
    """
    try:
        request.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudioError("folder-unwritable", path=request.output, reason=reason(error)) from error
    if not request.resume:
        names = [checkpoints.STATE, checkpoints.WEIGHTS, *checkpoints.TRAVEL.values()]
        if any((request.output / name).exists() for name in names):
            raise StudioError("training-exists", path=request.output)
        return None, {}
    state = checkpoints.load_state(request.output)
    travel = {} if state is not None else checkpoints.load_travel(request.output)
    task = state["task"] if state else travel["generator"].about["task"] if "generator" in travel else None
    if task not in (None, request.task):
        raise StudioError("training-other", path=request.output, found=task, wanted=request.task)
    return state, travel


def _stored_config(state: Mapping[str, Any] | None, travel: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that the run had: all of an exact state, all but the length of a travelled one."""
    if state is not None:
        return dict(state["config"])
    if "generator" in travel:
        stored = dict(travel["generator"].about["config"])
        return {name: value for name, value in stored.items() if name not in ("steps", "minutes")}
    return {}


def _start(task: str, path: Path) -> dict[str, Weights]:
    """The networks to begin with, by part. Raises StudioError "file-missing" or "weights-broken"."""
    if path.is_dir():
        found = checkpoints.load_travel(path)
        if "generator" not in found:
            raise StudioError("file-missing", path=path / checkpoints.TRAVEL["generator"])
    else:
        found = {"generator": load_weights(path)}
    name = found["generator"].architecture
    if ARCHITECTURES[name].kind != KINDS[task]:
        reason = f"they belong to another network, '{name}'"
        raise StudioError("weights-broken", path=path, reason=reason)
    # the run is one of its own: it is compared with this start and not with that of the weights
    return {part: replace(each, about={**each.about, "start_score": None}) for part, each in found.items()}


def _settings_of(task: str, started: Mapping[str, Weights]) -> dict[str, Any]:
    """The usual settings of a run that begins with these networks: they are kept, and trained gently.

    The game is that of their own training, as far as they tell, at the size where that ended.
    """
    if not started:
        return {}
    generator = started["generator"]
    told = generator.about.get("config")
    before: Mapping[str, Any] = told if isinstance(told, dict) else {}
    stored = {name: before[name] for name in _GAME if name in before} | dict(FURTHER[task])
    try:
        side = max(side for side, share in before["resolutions"] if share > 0)
        stored |= {"resolutions": [[side, 1.0]], "l1": [before["l1"][1]] * 2}
    except (KeyError, TypeError, ValueError, IndexError):
        pass  # weights of another hand tell of their training otherwise, or not at all
    stored |= {"architecture": generator.architecture, "network": dict(generator.settings)}
    if "discriminator" in started:
        stored["discriminator"] = dict(started["discriminator"].settings)
    return stored


def _verdict(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """Whether the run was worth it, judged by the photos set apart."""
    old, new = before["hole_psnr"], after["hole_psnr"]
    word = "better" if new > old else "no better, so keep the weights that it began with"
    return f"In the holes of the photos set apart: {old:.2f} dB at the start, {new:.2f} dB now: {word}."


def _config(request: Request, stored: Mapping[str, Any]) -> Config:
    """The usual settings, changed by the run's own, by the file and by the command line in this order."""
    given = read_config(request.config) if request.config is not None else {}
    given = {**given, **{name: value for name, value in request.changes.items() if value is not None}}
    if ("steps" in given) != ("minutes" in given):  # a new length replaces the old one, whichever it was
        stored = {name: value for name, value in stored.items() if name not in ("steps", "minutes")}
    config = config_of(request.task, {**stored, **given})
    for name in ("architecture", "network", "discriminator"):
        if name in stored and _network(config, name) != _network(config_of(request.task, stored), name):
            raise StudioError(
                "training-value",
                name=name,
                value=given[name],
                wanted=f"what the run began with: {stored[name]}",
            )
    return config


def _network(config: Config, name: str) -> Any:
    """One of the settings that make the networks, with what it leaves out at the usual values."""
    if name == "architecture":
        return config.architecture
    made = config.architecture if name == "network" else "patches"
    return architecture(made).configured(getattr(config, name))


def _store(
    request: Request, config: Config, processes: Processes, teller: Teller, fingerprint: str | None
) -> PhotoStore:
    """The decoded photos, of that `fingerprint`; one process decodes, the others wait and read."""
    if not processes.main:
        processes.wait()
    store = open_store(
        request.photos,
        request.output,
        smallest=config.smallest,
        validation=config.validation,
        tell=teller.say,
        fingerprint=fingerprint,
    )
    if processes.main:
        processes.wait()
    return store


def _arrive(task: Task, feed: Feed, travel: Mapping[str, Any], teller: Teller) -> Counters:
    """Put travelled weights into the networks; their optimizers begin anew, with a warm-up."""
    for part, weights in travel.items():
        if part in task.modules:
            task.modules[part].load_state_dict(weights.module.state_dict())
    about = travel["generator"].about if "generator" in travel else {}
    if "generator" in travel:
        task.average.load_state_dict(travel["generator"].module.state_dict())
    steps = int(about.get("steps", 0))
    # other crops than those of the way so far
    feed.order.manual_seed(feed.config.seed + steps)
    feed.dice.generator.manual_seed(feed.config.seed + steps + 1)
    teller.say(f"Going on from weights of step {steps}.")
    before = {"pictures": float(about.get("pictures", 0)), "seconds": float(about.get("seconds", 0))}
    return Counters(step=steps, began=steps, before=before, start=dict(about.get("start_score") or {}))
