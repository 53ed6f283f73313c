"""Steps of a history, made up from numbers, and what a state holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.history import History
from inpaint_studio.core.document.layers import LayerContent, LayerPatch
from inpaint_studio.core.document.mask_edit import tiles_of
from inpaint_studio.core.document.state import LAST_MASK, MASK, State
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.strokes import Stroke, brush, paint
from inpaint_studio.core.tiles import TILE

SIZE = Size(TILE + 60, TILE + 30)
RNG = np.random.default_rng(0)
PHOTO = Photo(
    RNG.integers(0, 65536, (SIZE.height, SIZE.width, 3), np.uint16),
    RNG.integers(0, 65536, (SIZE.height, SIZE.width), np.uint16),
)

NOTHING = LayerContent(())
# Operations of the editor, each a number from which it is made up. One that does not apply does nothing.
OPERATIONS = [
    "stroke",
    "erase",
    "invert",
    "keep",
    "fill",
    "hide",
    "fade",
    "remove",
    "refill",
    "rename",
    "crop",
    "uncrop",
    "extend",
]
steps = st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 2**16))
moves = st.tuples(st.sampled_from(["undo", "redo", "go"]), st.integers(0, 20))


def patch_on(document: Document, rng: np.random.Generator) -> LayerPatch:
    width, height = (int(rng.integers(1, side + 1)) for side in (document.size.width, document.size.height))
    x = int(rng.integers(0, document.size.width - width + 1))
    y = int(rng.integers(0, document.size.height - height + 1))
    return LayerPatch(
        Rect(x, y, width, height),
        rng.integers(0, 65536, (height, width, 3), np.uint16),
        rng.choice(np.array([0, 100, 255], np.uint8), (height, width)),
        rng.integers(0, 65536, (height, width), np.uint16) if rng.random() < 0.5 else None,
    )


def stroked(state: State, rng: np.random.Generator, *, erase: bool) -> State:
    name = str(rng.choice([MASK, "sources"]))
    mask = state.tiles(name)
    points = rng.uniform((-20, -20, 1), (SIZE.width, SIZE.height, 40), (3, 3)).tolist()
    paint(mask, brush(Stroke(tuple(map(tuple, points)), 0.5), Rect.of(mask.size)), erase=erase)
    return state.with_mask(mask, name)


def after(state: State, operation: str, seed: int) -> State:
    """The state that an operation leads to."""
    rng = np.random.default_rng(seed)
    document = state.document
    if operation in ("stroke", "erase"):
        return stroked(state, rng, erase=operation == "erase")
    if operation == "invert":
        return state.with_mask(tiles_of(state.mask().inverted()))
    if operation == "keep":
        return state.with_kept(document.with_fill([patch_on(document, rng)], "Fill", {"seed": seed}))
    if operation == "fill":
        return state.with_document(document.with_fill([patch_on(document, rng) for _ in range(2)]))
    if operation == "crop":
        return state.with_document(document.cropped(patch_on(document, rng).rect))
    if operation == "uncrop":
        return state.with_document(document.uncropped())
    if operation == "extend":
        return state.with_document(document.with_canvas(document.canvas.grown(int(rng.integers(1, 30)))))
    if not document.layers:
        return state
    index = int(rng.integers(len(document.layers)))
    changed = {
        "hide": lambda: document.with_changed([index], visible=not document.layers[index].visible),
        "fade": lambda: document.with_changed([index], opacity=float(rng.random())),
        "remove": lambda: document.without(index),
        "refill": lambda: document.with_changed(
            [index], content=document.content([patch_on(document, rng)], "Again")
        ),
        "rename": lambda: document.with_changed([index], name=f"Scratch {seed}", group=1, group_name="Ü"),
    }[operation]()
    return state.with_document(changed)


def contents(state: State) -> tuple[object, ...]:
    """All that can be told of a state, to compare it with another."""
    document = state.document
    whole = Rect.of(document.size)
    alpha = document.read_alpha(whole)
    return (
        document.canvas,
        document.read(whole).tobytes(),
        None if alpha is None else alpha.tobytes(),
        [
            (replace(layer, content=NOTHING), layer.content.name, dict(layer.content.description))
            for layer in document.layers
        ],
        {name: content_of(state.mask(name)) for name in (MASK, LAST_MASK, "sources")},
    )


def content_of(mask: Mask) -> str:
    """What a mask covers; it is also checked that nothing lies outside the bounds that it tells."""
    assert mask.bounds == Mask(mask.coverage).bounds
    return mask.digest


def recorded(history: History, operations: list[tuple[str, int]]) -> list[tuple[object, ...]]:
    """The contents at each position, from the start, after recording all operations."""
    states = [contents(history.state)]
    for operation, seed in operations:
        if history.record(operation, after(history.state, operation, seed)):
            states.append(contents(history.state))
    return states
