"""Sets up a run: settings, photos, networks, and the checkpoint to continue from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from ..core.errors import Note, StudioError
from ..core.files import make_folder
from ..nets.architectures import ARCHITECTURES, Weights, architecture, load_weights
from . import checkpoints
from .autoencoder import AutoencoderTask
from .config import FINE_TUNING, Config, TaskName, config_of, read_config
from .damage.sources import Sources, read_sources
from .feed import Feed
from .finder import DamageFeed, FinderTask
from .gan import GanTask
from .loop import Counters, Loop
from .photos import PhotoStore, open_store
from .processes import Processes, launched_only_one, was_launched
from .report import Reporter
from .task import Task

KINDS = {"gan": "generator", "autoencoder": "autoencoder", "finder": "finder"}
"""What kind of network each task trains."""
TASKS: Mapping[str, Callable[[Config, Processes], Task]] = {
    "gan": GanTask, "autoencoder": AutoencoderTask, "finder": FinderTask,
}  # fmt: skip

_LOSS_SETTINGS = (
    "betas", "discriminator_rate", "adversarial", "adversarial_weight", "plan", "known_l1", "reconstruction",
    "code", "roughness", "feature_matching", "focal_frequency", "mode_seeking", "judge", "features",
)  # fmt: skip
"""The settings that are taken over from the training of given weights; not those of its machine."""


@dataclass(frozen=True)
class Request:
    """What the command line asks for; None leaves it to the settings file or the defaults."""

    task: TaskName
    photos: Path
    output: Path
    config: Path | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Settings by name that take precedence over those of the file."""
    resume: bool = False
    start: Path | None = None
    """Weights to start a new run from, or the folder of a run whose portable checkpoint is used."""
    device: str = "auto"
    features: Path | None = None
    """The autoencoder that the projected discriminator looks through, unless the settings name one."""
    damage: Path | None = None
    """A folder with outlines and cut-outs of damage, for the finder; without it all damage is procedural."""


def train(request: Request, reporter: Reporter | None = None) -> Counters:
    """Train until the steps or minutes are used up; everything is in the folder then.

    Raises StudioError for unusable settings, photos, devices, checkpoints and disks.
    """
    state, portable = _found(request)
    started = {} if request.start is None or state or portable else _start(request.task, request.start)
    stored = _stored_config(state, portable) or _settings_of(request.task, started)
    config = _config(request, stored, changeable=bool(started))
    processes = Processes(request.device, launched=was_launched())
    reporter = reporter or Reporter(quiet=not processes.main)
    if launched_only_one():
        reporter.say(
            "accelerate started one process, not several: without a GPU use "
            "'accelerate launch --multi_gpu --num_processes N ... --device cpu'."
        )
    if request.resume and state is None and not portable:
        reporter.say("There is nothing to resume: this is a new run.")
    try:
        torch.manual_seed(config.seed)
        if processes.device.type == "cuda":
            torch.set_float32_matmul_precision("high")
            torch.backends.cudnn.benchmark = True
        # where it lies on this machine is no part of the settings that checkpoints record
        features = config.features or str(request.features or "")
        task: Task = TASKS[config.task](replace(config, features=features), processes)
        store = _store(request, config, processes, reporter, None if state is None else state["photos"])
        feed = _feed(request, store, config, processes.device)
        loop = Loop(task, feed, config, request.output, processes, reporter)
        if state is not None:
            loop.restore(state)
            reporter.say(f"Continuing from step {loop.counters.step}.")
        elif portable or started:
            loop.counters = _load_start(task, feed, portable or started, reporter)
            loop.has_start = bool(started)
        reporter.say(
            f"Training on {processes.device}: {len(store.training)} photos, "
            f"{len(store.validation)} held out, {loop.batch} pictures per step."
        )
        done = loop.run()
        if done.start and loop.scores:
            reporter.say(_verdict(task.main_score, done.start, loop.scores.rows[-1]))
        reporter.say(
            f"Done: {done.step} steps, {done.pictures} pictures. The weights are in {request.output}."
        )
        return done
    finally:
        processes.close()


def _found(request: Request) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """What is in the folder: an exact state or else a portable checkpoint.

    Raises StudioError "training-exists" unless it is to be resumed, "training-other" for another task's,
    "folder-unwritable".
    """
    make_folder(request.output)
    if not request.resume:
        names = [checkpoints.STATE, checkpoints.WEIGHTS, *checkpoints.PORTABLE.values()]
        if any((request.output / name).exists() for name in names):
            raise StudioError("training-exists", path=request.output)
        return None, {}
    state = checkpoints.load_state(request.output)
    portable = {} if state is not None else checkpoints.load_portable(request.output)
    task = (
        state["task"] if state else portable["generator"].about["task"] if "generator" in portable else None
    )
    if task not in (None, request.task):
        raise StudioError("training-other", path=request.output, found=task, wanted=request.task)
    return state, portable


def _stored_config(state: Mapping[str, Any] | None, portable: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that the run had; from a portable checkpoint all but its length."""
    if state is not None:
        return dict(state["config"])
    if "generator" in portable:
        stored = dict(portable["generator"].about["config"])
        return {name: value for name, value in stored.items() if name not in ("steps", "minutes")}
    return {}


def _start(task: str, path: Path) -> dict[str, Weights]:
    """The networks to start from, by part. Raises StudioError "file-missing" or "weights-broken"."""
    if path.is_dir():
        found = checkpoints.load_portable(path)
        if "generator" not in found:
            raise StudioError("file-missing", path=path / checkpoints.PORTABLE["generator"])
    else:
        found = {"generator": load_weights(path)}
    name = found["generator"].architecture
    if ARCHITECTURES[name].kind != KINDS[task]:
        raise StudioError("weights-broken", path=path, reason=Note("named-other-network", name=name))
    # the new run is compared with these weights, not with what they once started from
    return {part: replace(each, about={**each.about, "start_score": None}) for part, each in found.items()}


def _settings_of(task: str, started: Mapping[str, Weights]) -> dict[str, Any]:
    """The default settings of a run that starts from these networks: the same networks, trained gently.

    The losses are weighted as in their own training, as far as the file records it, with its largest crops.
    """
    if not started:
        return {}
    generator = started["generator"]
    config = generator.about.get("config")
    before: Mapping[str, Any] = config if isinstance(config, dict) else {}
    stored = {name: before[name] for name in _LOSS_SETTINGS if name in before} | dict(FINE_TUNING[task])
    try:
        side = max(side for side, share in before["resolutions"] if share > 0)
        stored |= {"resolutions": [[side, 1.0]], "l1": [before["l1"][1]] * 2}
    except (KeyError, TypeError, ValueError, IndexError):
        pass  # weights from elsewhere record their training differently, or not at all
    stored |= {"architecture": generator.architecture, "network": dict(generator.settings)}
    if "discriminator" in started:
        stored["discriminator"] = dict(started["discriminator"].settings)
        stored["judge"] = started["discriminator"].architecture
    return stored


def _feed(request: Request, store: PhotoStore, config: Config, device: torch.device) -> Feed:
    if config.task != "finder":
        return Feed(store, config, device)
    sources = Sources() if request.damage is None else read_sources(request.damage)
    return DamageFeed(store, config, device, sources)


def _verdict(score: str, before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """Whether the run was worth it, by the score on the held-out photos."""
    old, new = before[score], after[score]
    word = "better" if new > old else "no better, so keep the weights that it started from"
    if score == "hole_psnr":
        return f"In the holes of the held-out photos: {old:.2f} dB at the start, {new:.2f} dB now: {word}."
    return f"F1 on the held-out photos: {old:.3f} at the start, {new:.3f} now: {word}."


def _config(request: Request, stored: Mapping[str, Any], *, changeable: bool) -> Config:
    """The defaults, overridden by the run's own settings, the file and the command line, in this order.

    Unless they are `changeable`, its networks must be as stored; their architecture always.
    """
    given = read_config(request.config) if request.config is not None else {}
    given = {**given, **{name: value for name, value in request.changes.items() if value is not None}}
    if ("steps" in given) != ("minutes" in given):  # a new length replaces the old one, whichever it was
        stored = {name: value for name, value in stored.items() if name not in ("steps", "minutes")}
    judge = stored.get("judge", "patches")  # runs from before there was a choice do not record it
    if changeable and given.get("judge", judge) != judge:  # its settings are those of the other one
        stored = {name: value for name, value in stored.items() if name != "discriminator"}
    elif stored:
        stored = {**stored, "judge": judge}
    config = config_of(request.task, {**stored, **given})
    for name in ("architecture",) if changeable else ("architecture", "judge", "network", "discriminator"):
        if name in stored and _network(config, name) != _network(config_of(request.task, stored), name):
            before = Note("as-started", before=stored[name])
            raise StudioError("training-value", name=name, value=given[name], wanted=before)
    return config


def _network(config: Config, name: str) -> Any:
    """One of the settings of the networks, with defaults filled in."""
    if name in ("architecture", "judge"):
        return getattr(config, name)
    made = config.architecture if name == "network" else config.judge
    return architecture(made).configured(getattr(config, name))


def _store(
    request: Request, config: Config, processes: Processes, reporter: Reporter, fingerprint: str | None
) -> PhotoStore:
    """The decoded photos, of that `fingerprint`; one process decodes, the others wait and read."""
    if not processes.main:
        processes.wait()
    store = open_store(
        request.photos,
        request.output,
        smallest=config.smallest,
        validation=config.validation,
        tell=reporter.say,
        fingerprint=fingerprint,
    )
    if processes.main:
        processes.wait()
    return store


def _load_start(task: Task, feed: Feed, portable: Mapping[str, Any], reporter: Reporter) -> Counters:
    """Load weights into the networks; the optimizers start anew, with a warm-up."""
    for part, weights in portable.items():
        if part in task.modules and task.portable_networks()[part][0] == weights.architecture:
            _load_common(task.modules[part], weights.module)
    about = portable["generator"].about if "generator" in portable else {}
    if "generator" in portable:
        _load_common(task.average, portable["generator"].module)
    steps = int(about.get("steps", 0))
    # not the crops that the weights have already seen
    feed.order.manual_seed(feed.config.seed + steps)
    feed.rng.generator.manual_seed(feed.config.seed + steps + 1)
    reporter.say(f"Continuing from weights of step {steps}.")
    before = {"pictures": float(about.get("pictures", 0)), "seconds": float(about.get("seconds", 0))}
    return Counters(step=steps, began=steps, before=before, start=dict(about.get("start_score") or {}))


def _load_common(module: nn.Module, given: nn.Module) -> None:
    """Load the weights of the parts that both networks have; others stay as they are.

    Raises StudioError "training-value" if parts of the same name differ in size.
    """
    try:
        module.load_state_dict(given.state_dict(), strict=False)
    except RuntimeError as error:  # sizes differ
        settings: Any = given.config
        before = Note("as-started", before=asdict(settings))
        now: Any = module.config
        raise StudioError("training-value", name="network", value=asdict(now), wanted=before) from error
