"""What `--extend` and the crop tool ask for, the canvas it makes, and the hole that is left on it."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.extend import Extension, extended, require_room, unfilled
from inpaint_studio.core.document.mask_edit import tiles_of
from inpaint_studio.core.document.state import AVOID, LAST_MASK, MASK, SOURCES, State
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.request import Patch

PHOTO = Rect(0, 0, 300, 200)


def photo_of(
    dtype: type = np.uint8, channels: int = 3, alpha: bool = False, size: Size = PHOTO.size
) -> Photo:
    random = np.random.default_rng(3)
    pixels = random.integers(1, 200, (size.height, size.width, channels)).astype(dtype)
    return Photo(pixels, np.full(pixels.shape[:2], 200, dtype) if alpha else None)


def patch_over(document: Document, rect: Rect) -> Patch:
    """A fill of `rect`, in coordinates of the canvas."""
    shape = (rect.height, rect.width)
    return Patch(
        rect, np.full((*shape, document.channels), 7, document.dtype), np.full(shape, 255, np.uint8), None
    )


@pytest.mark.parametrize(
    ("words", "canvas"),
    [
        ("16:9", Rect(-28, 0, 356, 200)),
        ("4:3", Rect(0, -12, 300, 225)),
        ("square", Rect(0, -50, 300, 300)),
        ("1:1", Rect(0, -50, 300, 300)),
        ("3:2", PHOTO),
        ("1.5:1", PHOTO),
        ("25%", Rect(-38, -25, 376, 250)),
        ("+25%", Rect(-38, -25, 376, 250)),
        ("left=40,right=20", Rect(-40, 0, 360, 200)),
        ("top=10%, BOTTOM=5px", Rect(0, -20, 300, 225)),
        ("left=0", PHOTO),
        ("21:9", Rect(-83, 0, 467, 200)),
        ("420x210", Rect(-60, -5, 420, 210)),
        ("301 x 200", Rect(0, 0, 301, 200)),
    ],
)
def test_what_is_asked_for_becomes_a_canvas(words: str, canvas: Rect) -> None:
    assert Extension.parse(words).canvas(PHOTO) == canvas


@pytest.mark.parametrize("words", ["299x300", "400x199", "1x1", "0x0"])
def test_a_size_must_hold_the_picture(words: str) -> None:
    with pytest.raises(StudioError) as caught:
        Extension.parse(words).canvas(PHOTO)
    assert caught.value.code == "extend-too-small"


@pytest.mark.parametrize(
    "words",
    ["", "wide", "16:0", "0:9", "16:9:4", "-25%", "25", "left", "left=-2", "left=1,left=2", "up=3", "left=1,",
     "nan:1", "1e3:1"],
)  # fmt: skip
def test_what_cannot_be_read_is_quoted(words: str) -> None:
    with pytest.raises(StudioError, match="16:9") as caught:
        Extension.parse(words)
    assert caught.value.code == "extend-value"
    assert f"'{words}'" in str(caught.value)


def test_a_crop_is_extended_from_where_it_is() -> None:
    assert Extension.parse("square").canvas(Rect(50, 60, 100, 40)) == Rect(50, 30, 100, 100)


def test_there_is_a_limit_in_pixels_and_one_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    require_room(Size(300, 200), photo_of(), 60_000)
    with pytest.raises(StudioError, match=r"300 x 201 px: 0\.1 megapixels, above") as caught:
        require_room(Size(300, 201), photo_of(), 60_000)
    assert caught.value.code == "extend-too-large"
    monkeypatch.setattr("inpaint_studio.core.document.extend.physical_bytes", lambda: 1_000_000)
    with pytest.raises(StudioError, match="this computer has") as caught:
        require_room(Size(300, 200), photo_of(), 60_000)
    assert caught.value.code == "extend-memory"


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(("channels", "alpha"), [(1, False), (3, False), (3, True)])
def test_the_border_joins_the_mask_and_the_photo_stays(dtype: type, channels: int, alpha: bool) -> None:
    photo = photo_of(dtype, channels, alpha)
    coverage = np.zeros((200, 300), np.uint8)
    coverage[20:30, 40:60] = 90
    named = {name: tiles_of(Mask(coverage)) for name in (MASK, LAST_MASK, SOURCES, AVOID)}
    state = extended(State(Document.of(photo), named), Rect(-30, -10, 400, 260))
    inner = Rect(30, 10, 300, 200)
    assert (state.document.read(inner) == photo.pixels).all()
    expected = np.pad(coverage, ((10, 50), (30, 70)), constant_values=255)
    assert (state.mask(MASK).coverage == expected).all()
    for name in (LAST_MASK, SOURCES, AVOID):  # they move along and get no border
        assert (state.mask(name).coverage == np.pad(coverage, ((10, 50), (30, 70)))).all()


def test_what_a_crop_hid_and_what_was_filled_before_are_no_hole() -> None:
    document = Document.of(photo_of()).cropped(Rect(100, 50, 100, 100)).with_canvas(Rect(-50, 50, 250, 100))
    filled = document.with_fill([patch_over(document, Rect(0, 0, 30, 100))])
    state = extended(State(filled), Rect(-60, 50, 360, 100))
    expected = np.zeros((100, 360), np.uint8)
    expected[:, :10] = expected[:, 40:60] = 255
    assert (state.mask().coverage == expected).all()
    hidden = extended(State(filled.with_changed([0], visible=False)), Rect(-60, 50, 360, 100))
    assert hidden.mask().area == 60 * 100


def test_a_canvas_within_the_photo_leaves_nothing_unfilled() -> None:
    assert not unfilled(Document.of(photo_of(), Rect(10, 10, 50, 50))).bounds
    assert unfilled(Document.of(photo_of(), Rect(-80, -80, 50, 50))).area == 2500


@pytest.mark.parametrize("words", ["{}:1", "1:{}", "{}%", "left={}", "{0}:{0}", "0.{}1:1", "1:0.{}1"])
@pytest.mark.parametrize("digit", "09")
def test_a_number_without_end_is_an_error_in_words(words: str, digit: str) -> None:
    with pytest.raises(StudioError) as caught:
        Extension.parse(words.format(digit * 400))
    assert caught.value.code == "extend-value"
