"""Fills that have run and are not kept, which the results strip shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from ..core import attempts
from ..core.coverage import bounds
from ..core.document.document import Document
from ..core.document.layers import LayerContent, LayerPatch, PatchLike
from ..core.document.mask_edit import without
from ..core.document.scratch import spilled
from ..core.document.state import LAST_MASK, MASK, State
from ..core.geometry import Rect
from ..core.reconstruct import JoinOptions
from ..core.tiles import TILE, TiledArray
from ..engines.request import Fill, FillRequest, Patch

BUDGET = 256 << 20
"""Bytes of results; beyond that the oldest ones without a star are dropped."""
EARLIER = 64 << 20
"""Bytes of results from before a fill was kept; undo brings them back."""
_SPARSE = 0.25  # a patch with less coverage is split into pieces


@dataclass(frozen=True, eq=False)
class Result:
    """One fill that could be kept: `document` is `base` with the fill on top, ready to be shown.

    `mask` is the mask it was made for. `partial` says that it was stopped early; its mask is then only the
    part that was filled, and the rest stays marked when it is kept.
    """

    number: int
    fill: Fill
    request: FillRequest
    base: Document
    mask: TiledArray
    document: Document
    starred: bool = False
    partial: bool = False

    @property
    def content(self) -> LayerContent:
        """The content of the layer that keeping it would add."""
        return self.document.layers[-1].content

    @property
    def bounds(self) -> Rect:
        """The rectangle around its patches, in canvas coordinates."""
        found = Rect(0, 0, 0, 0)
        for rect in self.fill.rects:
            found |= rect
        return found

    @property
    def nbytes(self) -> int:
        """The bytes that dropping it frees, in memory or in the temporary file of a large fill."""
        return self.content.nbytes + self.document.nbytes_beside(self.base)


def made(
    number: int, fill: Fill, request: FillRequest, base: Document, mask: TiledArray, *, partial: bool = False
) -> Result:
    """The result of a fill on `base`; adds the layer, so for a large fill not on the GUI thread."""
    fill = replace(fill, patches=spilled(compact(fill.patches)))
    about = description(fill, request)
    if partial:
        about["partial"] = True  # it cannot be repeated
    document = base.with_fill(fill.patches, fill.engine, about)
    return Result(number, fill, request, base, mask, document, partial=partial)


def compact(patches: Sequence[Patch]) -> tuple[Patch, ...]:
    """The same fill without the uncovered parts of its patches.

    A net of strokes all over a photo is one patch of the photo's size, most of it uncovered; in pieces of
    the size of a tile, only the covered ones are held.
    """
    kept: list[Patch] = []
    for patch in patches:
        if patch.rect.area <= TILE * TILE or np.count_nonzero(patch.coverage) > patch.rect.area * _SPARSE:
            kept.append(patch)
            continue
        for top in range(0, patch.rect.height, TILE):
            for left in range(0, patch.rect.width, TILE):
                part = Rect(left, top, TILE, TILE) & Rect.of(patch.rect.size)
                covered = bounds(patch.coverage[part.slices]).moved(part.x, part.y)
                if covered:
                    kept.append(_cut(patch, covered))
    return tuple(kept)


def _cut(patch: Patch, part: Rect) -> Patch:
    """A part of a patch, in arrays of its own."""
    return replace(
        patch,
        rect=part.moved(patch.rect.x, patch.rect.y),
        pixels=patch.pixels[part.slices].copy(),
        coverage=patch.coverage[part.slices].copy(),
        alpha=None if patch.alpha is None else patch.alpha[part.slices].copy(),
    )


def description(fill: Fill, request: FillRequest) -> dict[str, Any]:
    """How a fill was made, for its layer: values that JSON can hold."""
    widened = {"widen": request.widen} if request.widen else {}
    return {
        **widened,
        "engine": fill.engine,
        "params": dict(fill.params),
        "seed": fill.seed,
        "seconds": round(fill.seconds, 3),
        "mask_hash": fill.mask_hash,
        "mask_pixels": fill.mask_pixels,
        "version": fill.version,
        "device": fill.device,
        "threads": fill.threads,
        "weights_hash": fill.weights_hash,
        "join": asdict(request.join),
        "engines": sorted({patch.engine for patch in fill.patches if patch.engine}),
        **({"attempts": attempts.to_json(fill.attempts)} if fill.attempts else {}),
        **({} if fill.copied is None else {"copied": fill.copied}),
    }


def copied_in(about: Mapping[str, Any]) -> float | None:
    """The share of the fill of a `description` that was copied, or None if it is not known."""
    share = about.get("copied")
    return float(share) if isinstance(share, int | float) and 0 <= share <= 1 else None


def join_in(about: Mapping[str, Any]) -> JoinOptions:
    """How the fill of a `description` was joined, or the usual way. TypeError if it is not valid."""
    join = about.get("join")
    return JoinOptions(**join) if isinstance(join, dict) else JoinOptions()


def kept(state: State, result: Result, group: int = 0, number: int = 0) -> State:
    """With the result kept: its mask becomes the last mask, the rest of the mask stays, no sources do.

    `group` is the group of fills that it joins, 0 for none; `number` is the number that it gets, 0 for the
    next one of the document.
    """
    return Keeping(result, group, number)(state)


class Keeping:
    """`kept` for the states after several steps: the picture is composed once for all that show the same."""

    def __init__(self, result: Result, group: int = 0, number: int = 0) -> None:
        self._result, self._group, self._number = result, group, number
        self._before: Document | None = None
        self._after: Document | None = None

    def __call__(self, state: State) -> State:
        """The state with the result kept."""
        result = self._result
        if self._after is None or state.document is not self._before:
            self._before = state.document
            self._after = self._with_layer(state.document)
        left = without(state.tiles(MASK), result.mask)
        state = state.with_document(self._after).without_sources()
        return state.with_mask(result.mask, LAST_MASK).with_mask(left)

    def _with_layer(self, document: Document) -> Document:
        number = self._number or document.next_number
        layer = replace(self._result.document.layers[-1], number=number, group=self._group)
        # what is shown is not composed again
        shown = self._result.document if same_picture(self._result.base, document) else document
        return shown.with_layers([*document.layers, layer])


def refilled(document: Document, indices: Sequence[int], fill: Fill, request: FillRequest) -> Document:
    """With another fill in place of the kept ones at `indices`; what a crop hides of the old ones stays.

    Several of them share the fill: each gets what lies within its coverage.
    """
    about = description(fill, request)
    layers = list(document.layers)
    for index in indices:
        patches: list[PatchLike] = [*_beyond_canvas(document, index)]
        patches += fill.patches if len(indices) == 1 else _within(fill.patches, document, index)
        layers[index] = replace(layers[index], content=document.content(patches, fill.engine, about))
    return document.with_layers(layers)


def _within(patches: Sequence[Patch], document: Document, index: int) -> list[Patch]:
    """The parts of the patches that lie within the coverage of a kept fill."""
    found = []
    for own in document.layers[index].content.patches:
        home = own.rect.moved(-document.canvas.x, -document.canvas.y)
        for patch in patches:
            shared = home & patch.rect
            if not shared:
                continue
            part = _cut(patch, shared.moved(-patch.rect.x, -patch.rect.y))
            inside = own.coverage[shared.moved(-home.x, -home.y).slices] > 0
            coverage = np.where(inside, part.coverage, np.uint8(0))
            if coverage.any():
                found.append(replace(part, coverage=coverage))
    return found


def _beyond_canvas(document: Document, index: int) -> list[LayerPatch]:
    """The parts of a kept fill outside the canvas (hidden by a crop), in canvas coordinates."""
    left, top = document.canvas.x, document.canvas.y
    found = []
    for patch in document.layers[index].content.patches:
        if document.canvas.contains(patch.rect):
            continue
        coverage = np.array(patch.coverage)
        shared = patch.rect & document.canvas
        if shared:
            coverage[shared.moved(-patch.rect.x, -patch.rect.y).slices] = 0
        if coverage.any():
            home = patch.rect.moved(-left, -top)
            found.append(LayerPatch(home, patch.pixels, coverage, patch.alpha))
    return found


def same_picture(one: Document, other: Document) -> bool:
    """Whether two documents are the same photo with the same fills, so that results of one fit the other.

    It does not matter what the fills are called.
    """
    return one is other or (one.canvas == other.canvas and same_fills(one, other))


def same_fills(one: Document, other: Document) -> bool:
    """Whether two documents are the same photo with the same fills, whatever part of it they show."""
    return one.photo is other.photo and (
        [layer.look for layer in one.layers] == [layer.look for layer in other.layers]
    )


def within_budget(
    results: Iterable[Result], always: Iterable[Result | None] = (), budget: int = BUDGET
) -> tuple[Result, ...]:
    """The results without the oldest ones that no longer fit; `always` and those with a star stay."""
    results, always = list(results), set(always)
    held = sum(result.nbytes for result in results)
    kept = []
    for result in results:
        if held > budget and not (result.starred or result in always):
            held -= result.nbytes
        else:
            kept.append(result)
    return tuple(kept)
