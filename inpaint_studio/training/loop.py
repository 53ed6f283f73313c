"""The training loop for every task: draw, step, log, show, save, until the run ends."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..core.errors import Note, StudioError
from ..core.files import make_folder
from . import checkpoints
from .config import Config
from .feed import Feed, side_at
from .processes import Processes
from .report import CsvLog, Reporter, draw_curves, draw_sheet, duration, tensorboard
from .task import Batch, Task

_SHOWN = 8
"""Photos on a sample sheet."""


@dataclass
class Counters:
    """How far a run has come; part of every checkpoint."""

    step: int = 0
    pictures: int = 0
    seconds: float = 0.0
    """Of this run, including its resumed parts."""
    began: int = 0
    """The step at which the optimizers were new: that of the portable checkpoint it began with, or 0."""
    before: dict[str, float] = field(default_factory=dict)
    """Pictures and seconds before that portable checkpoint."""
    pending: dict[str, float] = field(default_factory=dict)
    pending_steps: int = 0
    """Sums of the losses since the last row of the log."""
    start: dict[str, float] = field(default_factory=dict)
    """The score of the weights that the run started from, if it was given any."""


class Loop:
    """One run: `run()` continues from the counters until the minutes or steps are used up."""

    def __init__(
        self, task: Task, feed: Feed, config: Config, folder: Path, processes: Processes, reporter: Reporter
    ) -> None:
        self.task, self.feed, self.config = task, feed, config
        self.folder, self.processes, self.reporter = folder, processes, reporter
        self.counters = Counters()
        self.batch = config.batch
        self.has_start = False
        """Whether the run started from given weights, with which it is to be compared."""
        self._sums: dict[str, Tensor] = {}
        self._summed = 0
        self._saved = 0
        self._shown = -1
        self._run_start = 0.0
        self._first: tuple[int, float] | None = None
        """Step and seconds after the first step of this process, which also warms up the device."""

    def restore(self, state: Mapping[str, Any]) -> None:
        """Continue exactly where `state` was saved."""
        for name, module in self.task.modules.items():
            module.load_state_dict(state["modules"][name])
        for name, optimizer in self.task.optimizers.items():
            optimizer.load_state_dict(state["optimizers"][name])
        self.counters = Counters(**state["counters"])
        self.batch = min(self.batch, int(state["batch"]))
        if not self.feed.restore(state["feed"]):
            self.reporter.say("This is another kind of device, so the random numbers will differ.")
        self._saved = self.counters.step

    def run(self) -> Counters:
        """Train. Raises StudioError "training-stopped", "out-of-memory" or those of writing files."""
        until = self.counters.step
        self._run_start = time.monotonic() - self.counters.seconds
        # an unfinished row is rewritten if steps are added to it
        again = self.counters.pending_steps > 0 and self._progress() < 1
        self.log = CsvLog(self.folder / "log.csv", until=until - again) if self.processes.main else None
        self.scores = CsvLog(self.folder / "validation.csv", until=until) if self.processes.main else None
        self._board = tensorboard(self.folder) if self.processes.main else None
        self._validation = self.feed.validation_batch() if self.processes.main else None
        reached = self._progress()
        if self.has_start and not self.counters.start:
            self._show()
            self.counters.start = dict(self.scores.rows[-1]) if self.scores else {}
        last_save = time.monotonic()
        try:
            with _asked_to_stop() as stop:
                while (progress := self.processes.broadcast(2.0 if stop.is_set() else self._progress())) < 1:
                    self._step(progress)
                    reached = progress
                    step = self.counters.step
                    if step % self.config.sheet_steps == 0:
                        self._show()
                    if step % self.config.log_steps:
                        continue
                    self._write_row(progress)
                    due = time.monotonic() - last_save >= 60 * self.config.save_minutes
                    if self.processes.broadcast(float(due)):
                        self._save()
                        last_save = time.monotonic()
            if self.counters.step > until or self._saved == 0:
                if not stop.is_set():
                    self.task.finish(self.feed)
                self._write_row(reached, last=True)
                self._show()
                self._save()
        finally:
            self.reporter.close()
            if self._board is not None:
                self._board.close()
        self.processes.wait()
        return self.counters

    def _progress(self) -> float:
        """From 0 to 1, by steps or by minutes, whichever ends the run first."""
        self.counters.seconds = self._seconds()
        steps = self.counters.step - self.counters.began
        by_steps = steps / self.config.steps if self.config.steps else 0.0
        by_time = self.counters.seconds / (60 * self.config.minutes) if self.config.minutes else 0.0
        return max(by_steps, by_time)

    def _seconds(self) -> float:
        """Of this run until now, including its resumed parts."""
        return time.monotonic() - self._run_start

    def _step(self, progress: float) -> None:
        """One step, with a smaller batch if the GPU runs out of memory."""
        while True:
            try:
                side = side_at(progress, self.config.resolutions)
                whole = self.batch * self.processes.count
                photos, masks = self.feed.draw(side, whole)
                part = self.processes.part(self.batch)
                batch = Batch(
                    photos[part], masks[part], progress, self._rate(progress),
                    first=part.start, whole=whole, step=self.counters.step - self.counters.began + 1,
                )  # fmt: skip
                losses = self.task.step(batch, self.feed.rng)
                break
            except torch.OutOfMemoryError as error:
                if self.batch == 1 or self.processes.count > 1:
                    raise StudioError("out-of-memory") from error
            # outside the handler, whose traceback would keep the memory alive
            for optimizer in self.task.optimizers.values():
                optimizer.zero_grad(set_to_none=True)
            torch.cuda.empty_cache()
            self.batch = max(1, self.batch // 2)
            self.reporter.say(f"The GPU is out of memory: continuing with {self.batch} pictures per step.")
        for name, value in losses.items():
            self._sums[name] = self._sums[name] + value if name in self._sums else value.clone()
        self._summed += 1
        self.counters.step += 1
        self.counters.pictures += whole
        if self._first is None:
            self._first = (self.counters.step, self._seconds())
        self.reporter.progress(self._line(side))

    def _rate(self, progress: float) -> float:
        """The learning rate: warm-up after a portable checkpoint, decay at the end if configured."""
        rate, since = self.config.rate, self.counters.step - self.counters.began
        if self.counters.began:
            rate *= min(1.0, (since + 1) / max(1, self.config.warm_up))
        if self.config.decay:
            rate *= min(1.0, (1 - progress) / self.config.decay)
        return rate

    def _collect(self) -> None:
        """Fetch the sums of the losses from the device; stop if they are no longer finite."""
        if not self._summed:
            return
        values = self.processes.average(
            torch.stack([value.float() for value in self._sums.values()])
        ).tolist()
        for name, value in zip(self._sums, values, strict=True):
            self.counters.pending[name] = self.counters.pending.get(name, 0.0) + value
        self.counters.pending_steps += self._summed
        self._sums, self._summed = {}, 0
        if not all(math.isfinite(value) for value in values):
            self._stop(Note("loss-not-finite"))

    def _write_row(self, progress: float, *, last: bool = False) -> None:
        """A row of mean losses since the last one; stops if they show that training has diverged.

        The sums of the `last` row are kept for a run that resumes from here.
        """
        self._collect()
        counters = self.counters
        if not counters.pending_steps:
            return
        means = {name: value / counters.pending_steps for name, value in counters.pending.items()}
        if not last:
            counters.pending, counters.pending_steps = {}, 0
            reason = self.task.diverged(means, counters.step - counters.began)
            if reason is not None:
                self._stop(reason)
        if self.log is None:
            return
        side = side_at(progress, self.config.resolutions)
        row = {
            "step": counters.step, "seconds": round(counters.seconds, 1), "pictures": counters.pictures,
            "side": side, "batch": self.batch, "rate": self._rate(progress), **means,
        }  # fmt: skip
        self.log.add(row)
        if self._board is not None:
            for name, value in means.items():
                self._board.add_scalar(name, value, counters.step)

    def _stop(self, reason: Note) -> None:
        raise StudioError(
            "training-stopped", step=self.counters.step, reason=reason, good=self._saved, path=self.folder
        )

    def _save(self) -> None:
        """Write all checkpoints, unless the weights are no longer finite."""
        self._collect()
        if not checkpoints.finite(*self.task.modules.values()):
            self._stop(Note("weights-diverged"))
        if not self.processes.main:
            return
        self._progress()
        checkpoints.save_state(self.folder, self._state())
        checkpoints.save_result(self.folder, self.task.portable_networks(), self._about())
        self._saved = self.counters.step

    def _state(self) -> dict[str, Any]:
        return {
            "task": self.config.task,
            "config": asdict(self.config),
            "photos": self.feed.store.fingerprint,
            "counters": vars(self.counters),
            "batch": self.batch,
            "feed": self.feed.state(),
            "modules": {name: module.state_dict() for name, module in self.task.modules.items()},
            "optimizers": {name: each.state_dict() for name, each in self.task.optimizers.items()},
        }

    def _about(self) -> dict[str, Any]:
        """What the weights file records about its training."""
        before = self.counters.before
        return {
            "task": self.config.task,
            "config": asdict(self.config),
            "steps": self.counters.step,
            "pictures": self.counters.pictures + int(before.get("pictures", 0)),
            "seconds": round(self.counters.seconds + before.get("seconds", 0.0), 1),
            "device": self.feed.device.type,
            "start_score": self.counters.start or None,
            "score": self.scores.rows[-1] if self.scores and self.scores.rows else None,
        }

    def _show(self) -> None:
        """Score on the held-out photos, a sample sheet and the curves; none of it affects training."""
        step = self.counters.step
        if self._validation is None or self.log is None or self.scores is None or self._shown == step:
            return
        self._shown = step
        photos, masks = self._validation
        validation = self.task.validate(photos, masks)
        if not self.scores.rows or self.scores.rows[-1]["step"] < step:
            self.scores.add({"step": step, **validation.row})
        make_folder(self.folder / "samples")
        for name in ("samples.png", f"samples/{step:07}.png"):
            draw_sheet(self.folder / name, [column[:_SHOWN] for column in validation.columns])
        draw_curves(self.folder / "curves.png", [self.log, self.scores])
        self.reporter.say(
            f"Step {step}: {validation.line} "
            f"({len(photos)} held-out {'photo' if len(photos) == 1 else 'photos'})."
        )

    def _line(self, side: int) -> str:
        """Step and size, as soon as they are known speed and time left, and the losses of the last row."""
        parts = [f"Step {self.counters.step}", f"{side} px"]
        pace = self._pace()
        if pace is not None:
            parts.append(f"{self.batch * self.processes.count / pace:.1f} pictures/s")
        left = self._seconds_left(pace)
        if left is not None:
            parts.append(f"{duration(left)} left")
        last = self.log.rows[-1] if self.log and self.log.rows else {}
        shown = ", ".join(
            f"{name} {last[name]:.3g}" for name in ("loss", "l1", "discriminator") if name in last
        )
        return f"{', '.join(parts)}. {shown}".rstrip()

    def _pace(self) -> float | None:
        """Seconds per step in this process, its first step left out; None until there is another one."""
        if self._first is None or self._first[0] == self.counters.step:
            return None
        step, seconds = self._first
        return max(1e-6, self._seconds() - seconds) / (self.counters.step - step)

    def _seconds_left(self, pace: float | None) -> float | None:
        """Until the minutes or the steps are used up, whichever is first; None if not known yet."""
        ends = []
        if self.config.minutes:
            ends.append(60 * self.config.minutes - self._seconds())
        if self.config.steps and pace is not None:
            ends.append(pace * (self.config.steps + self.counters.began - self.counters.step))
        return min(ends, default=None)


@contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    """An event that Ctrl+C and SIGTERM set, so that a run ends cleanly; a second one ends it at once."""
    asked = threading.Event()

    def ask(signum: int, frame: object) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
