"""From a request to a fill: plan the crops, run the engine on each, join, blend.

Only the crops around the holes are read and converted, so a scratch costs the same in a photo of 1 and of
100 megapixels.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial

import cv2
import numpy as np

from ...core import reconstruct
from ...core.arrays import Flags, FloatPixels
from ...core.errors import Cancelled, Note, StudioError
from ...core.geometry import Rect
from ...core.memory import is_out_of_memory
from ...core.photo import PhotoSource
from ...core.threads import require_threads, single_blas, thread_count, torch_threads
from ...core.version import VERSION
from ...weights import shipped
from ..base import Engine, EngineInfo, Installable, RunContext
from ..neural import best_device
from ..progress import Listener, PreviewImage, ProgressMeter
from ..registry import REGISTRY, Registry
from ..request import Fill, FillRequest, Patch
from . import attempts, colour
from . import crops as crop_arrays
from .crops import CropPixels
from .plan import Plan, plan_of

__all__ = ["PreviewImage", "run"]

_RELAY_SECONDS = 0.02  # between two relays of progress from other threads and of a cancel to them
_JOIN_RING = 48  # px around the holes that the join uses


def run(
    request: FillRequest,
    *,
    on_progress: Listener | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    registry: Registry = REGISTRY,
) -> Fill:
    """The fill for a request: one patch for each crop, already joined to the photo.

    `on_progress(fraction, preview)` gets fractions that rise from 0 to 1, and previews at most 30 times a
    second. `is_cancelled` is called often. An empty mask gives a fill without patches.

    Raises `Cancelled`, and StudioError: "mask-size", "mask-full", "guide-size", "sources-size",
    "sources-empty", "param-…", "engine-unknown", "engine-unavailable", "engine-shape", "engine-nan",
    "engine-failed", "out-of-memory".
    """
    start = time.perf_counter()
    photo = request.photo
    request.mask.require_size(photo.size)
    request = request.widened()
    crop_arrays.check_sizes(request)
    chosen = registry.get(request.engine)
    params = chosen.info.parse_params(request.params)
    request = replace(request, attempts=attempts.checked(request.attempts, registry))
    meter = ProgressMeter(on_progress, is_cancelled)

    patches: tuple[Patch, ...] = ()
    notes = _RunNotes()
    weights: str | None = None
    copied: float | None = None
    if request.mask.bounds:
        if (
            request.mask.area == photo.size.area and not chosen.info.restyles
        ):  # transparent pixels are checked crop by crop
            raise StudioError("mask-full")
        plan = plan_of(request.mask, chosen, params, registry)
        meter.expect([task.crop.rect.area for task in plan.tasks])
        notes.notes += [*plan.notes, *_notes(request, plan)]
        weights = _weights_hash(plan)
        with single_blas():
            done = _patches(request, plan, meter, notes)
        patches = tuple(one.patch for one in done)
        copied = _share(sum(one.copied for one in done), request.mask.area)
    meter.finish()
    return Fill(
        patches=patches,
        engine=request.engine,
        params=params,
        seed=request.seed,
        seconds=time.perf_counter() - start,
        mask_hash=request.mask.digest,
        mask_pixels=request.mask.area,
        version=VERSION,
        device=notes.device,
        threads=_threads(request),
        weights_hash=weights,
        attempts=request.attempts,
        notes=tuple(dict.fromkeys(notes.notes)),
        copied=copied,
    )


def _share(part: int, whole: int) -> float:
    """`part` of `whole` to four digits, but 0 and 1 only for nothing and all of it."""
    return part / whole if part in (0, whole) else min(max(round(part / whole, 4), 0.0001), 0.9999)


def _weights_hash(plan: Plan) -> str | None:
    """One sha256 for all weights files that a fill uses, None if it uses none."""
    for task in plan.tasks:
        if isinstance(task.engine, Installable):  # a third-party model is always the only engine
            return task.engine.digest()
    return shipped.digest_of_all(name for task in plan.tasks for name in task.engine.info.weights)


@dataclass
class _RunNotes:
    """The notes and devices that engines report. Appending is safe from any thread."""

    notes: list[str] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)

    @property
    def device(self) -> str:
        """The GPU, if anything was computed on one."""
        return next((device for device in self.devices if device != "cpu"), "cpu")


@dataclass(frozen=True, eq=False)
class _Done:
    """What a task made: its patch, and how many pixels of that have colours copied from the photo."""

    patch: Patch
    copied: int


def _patches(request: FillRequest, plan: Plan, meter: ProgressMeter, notes: _RunNotes) -> tuple[_Done, ...]:
    """Run all tasks, those of local engines in several threads, which does not change the patches."""

    def patch(index: int) -> _Done:
        return _patch(request, plan, index, meter, notes)

    local = [index for index, task in enumerate(plan.tasks) if task.engine.info.reach is not None]
    threads = min(_threads(request), len(local))
    done = _in_threads(patch, local, threads, meter) if threads > 1 else {}
    return tuple(done[index] if index in done else patch(index) for index in range(len(plan.tasks)))


def _in_threads(
    patch: Callable[[int], _Done], indices: list[int], threads: int, meter: ProgressMeter
) -> dict[int, _Done]:
    """The patches of these tasks. A cancel or an error stops the others and is raised."""
    with meter.relaying(), ThreadPoolExecutor(threads, "fill") as pool:
        try:
            futures = {pool.submit(patch, index): index for index in indices}
            waiting = set(futures)
            while waiting:
                finished, waiting = wait(waiting, _RELAY_SECONDS, FIRST_COMPLETED)
                for future in finished:
                    future.result()
                meter.relay()
        except BaseException:
            meter.stop()
            raise
        return {index: future.result() for future, index in futures.items()}


def _patch(request: FillRequest, plan: Plan, index: int, meter: ProgressMeter, notes: _RunNotes) -> _Done:
    """Run one task: read its crop, fill it, join it, blend it. Of several attempts the best is kept."""
    task = plan.tasks[index]
    core = task.crop.core
    meter.check()
    rect, sources = crop_arrays.read_sources(request, task.engine.info, task.crop)
    wanted_core = crop_arrays.wanted(plan.parts, task.crop)
    pixels = crop_arrays.read(request, rect, core, wanted_core, restyles=task.engine.info.restyles)
    near = (core.grown(_JOIN_RING) & rect).moved(-rect.x, -rect.y)
    tries = attempts.of_task(request.attempts, task)
    listener = meter.listener(index, rect, pixels.image, pixels.wanted, task.engine.info.name)
    inside = core.moved(-rect.x, -rect.y).slices
    kept: attempts.Candidate | None = None
    for number, attempt in enumerate(tries):
        seed = attempts.seed_of(request.seed, index, attempt)
        devices: list[str] = []
        misfits: list[float] = []
        copied: list[Flags] = []
        context = RunContext(
            seed=seed,
            device=_device(request, task.engine.info),
            threads=_threads(request),
            params=attempt.params,
            guide=crop_arrays.read_guide(request, task.engine.info, rect),
            sources=sources,
            wanted=pixels.wanted,
            on_progress=attempts.progress_of(listener, number, len(tries)),
            on_note=notes.notes.append,
            on_device=devices.append,
            on_misfit=misfits.append if len(tries) > 1 else None,
            on_copied=partial(_tell, copied, inside, pixels.hole.shape),
            is_cancelled=meter.is_cancelled,
        )
        filled = _filled(request.photo, task.engine, pixels, context)
        notes.devices += devices or [context.device]
        meter.check()
        joined = _joined(request, task.engine.info, pixels, filled, near, seed)
        # never more than two at once: a crop may be as large as the photo
        tried = attempts.Candidate(joined, misfits[-1] if misfits else None, tuple(copied))
        candidates = [tried] if kept is None else [kept, tried]
        kept = candidates[attempts.best(candidates, pixels.wanted[near.slices])]
    assert kept is not None
    joined = kept.pixels[core.moved(-rect.x - near.x, -rect.y - near.y).slices]
    own = np.where(wanted_core, request.mask.read(core), np.uint8(0))
    patch = Patch(
        rect=core,
        pixels=crop_arrays.blended(request.photo.read(core), joined, own),
        coverage=own,
        alpha=None if task.engine.info.restyles else crop_arrays.filled_alpha(request, core, own),
        engine=task.engine.info.name,
        reason=task.reason,
    )
    meter.end(index)
    found = np.zeros(own.shape, bool)
    for told in kept.copied:
        found |= told
    return _Done(patch, int(np.count_nonzero(found & (own > 0))))


def _tell(told: list[Flags], inside: tuple[slice, slice], shape: tuple[int, ...], copied: Flags) -> None:
    """Keep the part of a plane that an engine tells which is the task's own."""
    if copied.shape != shape:
        raise ValueError(f"on_copied was told {copied.shape} instead of {shape}")
    told.append(np.array(copied[inside], bool))


def _filled(photo: PhotoSource, engine: Engine, pixels: CropPixels, context: RunContext) -> FloatPixels:
    """The engine's fill of the crop, in the photo's colours."""
    conversion = colour.conversion_for(photo, engine.info, context.note)
    if conversion is None:
        return _checked(engine, pixels, context)
    seen = colour.seen_through(conversion, pixels.image, context)
    filled = _checked(engine, replace(pixels, image=seen.image), seen.context)
    back = seen.back(filled, pixels.wanted)
    if engine.info.restyles:  # what it left alone keeps its colours, also those that sRGB lacks
        left = (filled == seen.image).all(axis=2)
        back[left] = pixels.image[left]
    return back


def _checked(engine: Engine, pixels: CropPixels, context: RunContext) -> FloatPixels:
    """The engine's fill of the crop, checked: float32 of the same shape, finite where it is kept."""
    name = engine.info.name
    try:
        here = engine.info.uses_gpu and not engine.info.own_process
        with torch_threads(context.threads) if here else nullcontext():
            filled = engine.fill(pixels.image, pixels.hole, context)
    except (StudioError, Cancelled):
        raise
    except cv2.error as error:
        if error.code == cv2.Error.StsNoMem:
            raise StudioError("out-of-memory") from error
        reason = Note("library-says", library="OpenCV", words=error.err or str(error))
        raise StudioError("engine-failed", name=name, reason=reason) from error
    except Exception as error:  # an engine may be third-party code
        if is_out_of_memory(error):
            raise StudioError("out-of-memory") from error
        reason = Note("exception", kind=type(error).__name__, error=error)
        raise StudioError("engine-failed", name=name, reason=reason) from error
    if not isinstance(filled, np.ndarray) or filled.shape != pixels.image.shape:
        got = str(getattr(filled, "shape", type(filled).__name__))
        raise StudioError("engine-shape", name=name, got=got, wanted=str(pixels.image.shape))
    if not np.issubdtype(filled.dtype, np.floating):
        wanted = f"{pixels.image.shape} float32"
        raise StudioError("engine-shape", name=name, got=str(filled.dtype), wanted=wanted)
    with np.errstate(over="ignore", invalid="ignore"):
        likely = np.isfinite(filled.sum())  # a cheap check that usually suffices
    if not likely and not np.isfinite(filled[pixels.wanted]).all():
        raise StudioError("engine-nan", name=name)
    return filled.astype(np.float32, copy=False)


def _joined(
    request: FillRequest,
    info: EngineInfo,
    pixels: CropPixels,
    filled: FloatPixels,
    near: Rect,
    seed: int,
) -> FloatPixels:
    """The part `near` of the crop, joined."""
    here = near.slices
    if info.restyles:
        return filled[here]
    return reconstruct.join(
        pixels.image[here],
        filled[here],
        pixels.hole[here],
        request.join,
        seed,
        wanted=pixels.wanted[here],
        guided=request.guide is not None or request.sources is not None,
        continues=info.continues,
    )


def _notes(request: FillRequest, plan: Plan) -> tuple[str, ...]:
    """Notes about inputs that an engine ignores."""
    notes = []
    infos = {task.engine.info.name: task.engine.info for task in plan.tasks}.values()
    for info in infos:
        if request.guide is not None and not info.uses_guide:
            notes.append(Note("no-guide", engine=info.label))
        if request.sources is not None and not info.uses_sources:
            notes.append(Note("no-source-mask", engine=info.label))
    return tuple(notes)


def _device(request: FillRequest, info: EngineInfo) -> str:
    """Where that engine is to compute: on the requested GPU or the best one, if it can use one."""
    if not info.uses_gpu:
        return "cpu"
    if info.own_process:
        return request.device
    return best_device() if request.device == "auto" else request.device


def _threads(request: FillRequest) -> int:
    if request.threads is None:
        return thread_count()
    require_threads(request.threads)
    return request.threads
