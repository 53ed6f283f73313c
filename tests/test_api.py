from __future__ import annotations

import doctest
from pathlib import Path

import numpy as np
import pytest

import inpaint_studio
import inpaint_studio.api
from inpaint_studio.core.errors import Cancelled
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from tests.cli.studio import HOLE, save_mask, save_photo, textured

SHAPES = {"(H, W)": (60, 80), "(H, W, 1)": (60, 80, 1), "(H, W, 3)": (60, 80, 3), "(H, W, 4)": (60, 80, 4)}


def hole() -> np.ndarray:
    mask = np.zeros((60, 80), bool)
    mask[HOLE] = True
    return mask


def test_the_examples_in_the_documentation_are_true() -> None:
    for module in (inpaint_studio, inpaint_studio.api):
        assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_an_array_comes_back_in_its_own_shape_and_dtype(shape: tuple[int, ...], dtype: type) -> None:
    photo = textured(channels=shape[2] if len(shape) == 3 else 1, dtype=dtype).reshape(shape)
    before = photo.copy()
    filled = inpaint_studio.fill(photo, hole(), "telea")
    assert (filled.shape, filled.dtype) == (photo.shape, photo.dtype)
    assert (filled[~hole()] == photo[~hole()]).all()
    assert (filled[hole()] != photo[hole()]).any()
    assert (photo == before).all()
    filled[0, 0] = 0  # the result is the caller's own


@pytest.mark.parametrize(
    "mask",
    [hole(), hole().astype(np.uint8) * 255, hole().astype(np.uint16) * 65535, hole().astype(float)],
    ids=["bool", "uint8", "uint16", "float"],
)
def test_a_mask_may_be_of_any_kind(mask: np.ndarray) -> None:
    photo = textured()
    expected = inpaint_studio.fill(photo, Mask.from_array(hole()), "telea")
    assert (inpaint_studio.fill(photo, mask, "telea") == expected).all()


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((4, 4), float),
        np.zeros((4, 4, 2), np.uint8),
        np.zeros(9, np.uint8),
        np.zeros((0, 4), np.uint8),
    ],
    ids=["float", "two channels", "one dimension", "nothing"],
)
def test_an_array_that_is_no_photo_is_refused(wrong: np.ndarray) -> None:
    with pytest.raises(inpaint_studio.StudioError, match="A photo must be"):
        inpaint_studio.fill(wrong, np.zeros((4, 4), bool), "telea")


def test_0_and_1_of_whole_numbers_are_a_mask() -> None:
    photo = textured()
    expected = inpaint_studio.fill(photo, hole(), "telea")
    assert (inpaint_studio.fill(photo, hole().astype(np.uint8), "telea") == expected).all()


def test_invert_fills_the_rest() -> None:
    photo = textured()
    expected = inpaint_studio.fill(photo, hole(), "telea")
    assert (inpaint_studio.fill(photo, ~hole(), "telea", invert=True) == expected).all()
    (entrant,) = inpaint_studio.compare(photo, ~hole(), ["telea"], invert=True)
    assert entrant.photo is not None


def test_a_mask_that_marks_nothing_or_nearly_all_is_warned_of_where_it_is_used(tmp_path: Path) -> None:
    photo, values = textured(), np.arange(60 * 80, dtype=np.uint8).reshape(60, 80) // 4
    with pytest.warns(UserWarning, match="marks nothing: its values are from 0 to 63") as found:
        inpaint_studio.fill(photo, values, "telea")
    assert found[0].filename == __file__
    with pytest.warns(UserWarning, match="covers 98 % of the photo. If the rest is meant, pass invert=True"):
        inpaint_studio.fill(photo, (~hole()).astype(np.uint8), "telea")


def test_a_mask_of_another_size_is_refused() -> None:
    with pytest.raises(inpaint_studio.StudioError) as caught:
        inpaint_studio.fill(textured(), np.zeros((5, 6), bool), "telea")
    assert caught.value.code == "mask-size"


def test_files_in_and_a_file_out(tmp_path: Path) -> None:
    photo, mask = save_photo(tmp_path / "photo.png", textured()), save_mask(tmp_path / "mask.png")
    out = tmp_path / "out.png"
    filled = inpaint_studio.fill(photo, str(mask), engine="telea", output=out)
    assert isinstance(filled, Photo)
    assert (inpaint_studio.open_photo(out).pixels == filled.pixels).all()
    with pytest.raises(inpaint_studio.StudioError) as caught:
        inpaint_studio.fill(photo, mask, engine="telea", output=out)
    assert caught.value.code == "file-exists"


def test_a_photo_keeps_what_its_file_said(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    write_photo(path, Photo(textured(), dpi=(300.0, 300.0)))
    filled = inpaint_studio.fill(path, hole(), "telea")
    assert filled.dpi == pytest.approx((300.0, 300.0), abs=0.1)


def test_the_settings_are_those_of_the_command_line() -> None:
    photo = textured()
    plain = inpaint_studio.fill(photo, hole(), "telea")
    wide = inpaint_studio.fill(photo, hole(), "telea", params={"radius": 20})
    grown = inpaint_studio.fill(photo, hole(), "telea", grow=3)
    assert (plain != wide).any()
    assert (grown[19, 30:42] != photo[19, 30:42]).any()


def test_progress_is_told_and_cancel_is_heard() -> None:
    fractions: list[float] = []
    inpaint_studio.fill(
        textured(), hole(), "telea", on_progress=lambda fraction, _: fractions.append(fraction)
    )
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    with pytest.raises(Cancelled):
        inpaint_studio.fill(textured(), hole(), "telea", is_cancelled=lambda: True)


def test_engines_are_listed_with_what_they_are() -> None:
    engines = {engine.name: engine for engine in inpaint_studio.list_engines()}
    assert set(engines) >= {"auto", "telea", "navier-stokes", "biharmonic", "exemplar"}
    info = engines["telea"].info
    assert info is not None
    assert info.params[0].name == "radius"


def test_comparing_gives_each_engine_with_its_scores() -> None:
    photo = textured()
    first, second = inpaint_studio.compare(photo, hole(), ["telea", "biharmonic"], truth=photo)
    assert (first.engine, second.engine) == ("telea", "biharmonic")
    assert first.error is None
    assert first.seconds > 0
    assert set(first.scores) >= {"hole_psnr", "ssim", "texture"}


def test_the_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert inpaint_studio.__version__ == version("inpaint-studio")
