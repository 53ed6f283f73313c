"""Contracts: every twin fills correctly with the right card, and notices a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from inpaint_studio.core.errors import StudioError
from inpaint_studio.weights import fitting
from inpaint_studio.weights.cards.card import CardSize, Contract, Input, Output
from inpaint_studio.weights.contract import decode, encode, finish, known_error, prepare, suspicion
from tests.twins import MARKED, expected, runner, save_twin, shipped_card
from tests.waiting import PATIENCE

SMALL = st.integers(1, 40)


def photo(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """A picture with another mean in each colour, and a hole that touches no border."""
    rng = np.random.default_rng(3)
    image = rng.random((height, width, 3), dtype=np.float32) * np.array((0.9, 0.6, 0.3), np.float32)
    hole = np.zeros((height, width), bool)
    hole[height // 4 : height // 2, width // 3 : width // 2] = True
    image[hole] = (0.1, 0.2, 0.95)
    return image, hole


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    folder = tmp_path_factory.mktemp("twins")

    def run(name: str) -> Any:
        path = folder / shipped_card(name).file_name
        return runner(shipped_card(name), path if path.exists() else save_twin(name, path))

    return run


def side_of(name: str) -> int:
    """A side that no scaling or padding changes."""
    return shipped_card(name).contract.size.width or 64


def filled(contract: Contract, run: Any, image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    prepared = prepare(contract, image, hole)
    return finish(contract, prepared, run(prepared.inputs))


def is_right(contract: Contract, run: Any, image: np.ndarray, hole: np.ndarray) -> bool:
    """Whether the twin does by this contract what it is known to do; an error counts as no."""
    try:
        result = filled(contract, run, image, hole)
    except Exception:
        return False
    return bool(np.abs(result - expected(image, hole)).max() < 0.01)


@pytest.mark.parametrize("name", MARKED)
def test_every_shipped_card_fills_with_its_twin(name: str, twins: Callable[[str], Any]) -> None:
    image, hole = photo(*[side_of(name)] * 2)
    contract = shipped_card(name).contract
    result = filled(contract, twins(name), image, hole)
    assert (result.shape, result.dtype) == (image.shape, np.float32)
    assert np.abs(result - expected(image, hole)).max() < 0.01
    assert suspicion(contract, image, hole, result) is None


@pytest.mark.parametrize("name", MARKED)
@pytest.mark.parametrize(("height", "width"), [(301, 403), (64, 700), (1, 1), (7, 2)])
def test_every_shipped_card_takes_any_crop(
    name: str, height: int, width: int, twins: Callable[[str], Any]
) -> None:
    colour = np.array((0.8, 0.4, 0.2), np.float32)
    image = np.broadcast_to(colour, (height, width, 3)).copy()
    hole = np.zeros((height, width), bool)
    hole[: height // 2, : width // 2] = True
    result = filled(shipped_card(name).contract, twins(name), image, hole)
    assert result.shape == image.shape
    assert np.abs(result[~hole] - colour).max() < 0.02 or (height > 512 or width > 512)
    assert known_error(image, hole, result) < 0.02


def changed(contract: Contract, which: str, **changes: Any) -> Contract:
    """The contract with something else in its picture, mask, output or size."""
    if which in ("output", "size"):
        return contract.model_copy(update={which: getattr(contract, which).model_copy(update=changes)})
    wanted = contract.image_input if which == "picture" else contract.mask_input
    inputs = tuple(one.model_copy(update=changes) if one is wanted else one for one in contract.inputs)
    return contract.model_copy(update={"inputs": inputs})


def wrong_contracts(name: str) -> dict[str, Contract]:
    """All the ways in which a card might be wrong."""
    contract = shipped_card(name).contract
    mask, picture, output = contract.mask_input, contract.image_input, contract.output
    assert mask.keep is not None
    assert mask.fill is not None
    flip = {"RGB": "BGR", "BGR": "RGB", "MRGB": "MBGR"}
    other_range = (0, 1) if picture.range != (0, 1) else (-1, 1)
    wrong = {
        "polarity": changed(contract, "mask", keep=mask.fill, fill=mask.keep),
        "mask values": changed(
            contract, "mask", keep=mask.keep * 9 - 3, fill=mask.fill * 9 - 3, dtype="float32"
        ),
        "picture range": changed(contract, "picture", range=other_range),
        "picture order": changed(contract, "picture", channels=flip[picture.channels]),
        "output order": changed(contract, "output", channels=flip[output.channels]),
        "both orders": changed(
            changed(contract, "picture", channels=flip[picture.channels]),
            "output",
            channels=flip[output.channels],
        ),
        "picture layout": changed(contract, "picture", layout="NHWC"),
        "output layout": changed(contract, "output", layout="NHWC"),
        "output type": changed(contract, "output", dtype="uint8" if output.dtype == "float32" else "float32"),
        "output name": changed(contract, "output", name="no such thing"),
        "input name": changed(contract, "picture", name="no such thing"),
    }
    for values in ((0, 1), (-1, 1), (0, 255)):
        if values != output.range:
            wrong[f"output {values}"] = changed(contract, "output", range=values)
    if name == "migan-torch":
        wrong["not multiplied"] = changed(contract, "picture", hole=None)
        wrong["multiplied to black"] = changed(contract, "picture", hole=-1)
        wrong["mask last"] = changed(contract, "picture", channels="RGBM")
    else:
        wrong["one array"] = contract.model_copy(update={"inputs": contract.inputs[:1]})
    if contract.size.rule == "fixed":
        wrong["size"] = changed(contract, "size", width=500, height=500)
    if contract.size.rule == "multiple":
        wrong["inputs swapped"] = contract.model_copy(update={"inputs": contract.inputs[::-1]})
    # TorchScript has no names
    if shipped_card(name).format == "torchscript":
        del wrong["input name"]
        del wrong["output name"]
    return wrong


@pytest.mark.parametrize("name", MARKED)
def test_any_mistake_in_a_card_is_noticed_by_its_twin(name: str, twins: Callable[[str], Any]) -> None:
    image, hole = photo(*[side_of(name)] * 2)
    run = twins(name)
    assert is_right(shipped_card(name).contract, run, image, hole)
    unnoticed = [
        mistake for mistake, contract in wrong_contracts(name).items() if is_right(contract, run, image, hole)
    ]
    assert unnoticed == []


@pytest.mark.needs_torch
@pytest.mark.parametrize("name", ["lama-torch", "lama-manga"])
def test_a_size_that_is_no_multiple_is_noticed(name: str, twins: Callable[[str], Any]) -> None:
    image, hole = photo(64, 60)
    right = shipped_card(name).contract
    assert known_error(image, hole, filled(right, twins(name), image, hole)) < 0.01
    assert not is_right(changed(right, "size", rule="any", of=1), twins(name), image, hole)


@pytest.mark.parametrize("name", MARKED)
def test_a_wrong_polarity_looks_suspicious(name: str, twins: Callable[[str], Any]) -> None:
    image, hole = photo(*[side_of(name)] * 2)
    contract = wrong_contracts(name)["polarity"]
    result = filled(contract, twins(name), image, hole)
    assert "probably wrong" in str(suspicion(contract, image, hole, result))


def test_a_layout_a_type_and_a_formula_are_followed_to_the_letter() -> None:
    image = np.array([[[0.0, 0.5, 1.0], [1.0, 0.0, 0.0]]], np.float32)
    hole = np.array([[False, True]])
    one = Input(name="x", channels="MBGR", layout="HWC", range=(-1, 1), hole=0, keep=0.5, fill=-0.5)
    contract = Contract(inputs=(one,), output=Output(range=(0, 1)), size=CardSize(rule="any"))
    assert np.array_equal(encode(contract, image, hole)["x"], [[[0.5, 1, 0, -1], [-0.5, 0, 0, 0]]])
    two = (
        Input(name="p", channels="RGB", dtype="uint8", range=(0, 255)),
        Input(name="m", channels="M", layout="HW", dtype="bool", keep=1, fill=0),
    )
    arrays = encode(contract.model_copy(update={"inputs": two}), image, hole)
    assert arrays["p"].tolist() == [[[[0, 255]], [[128, 0]], [[255, 0]]]]
    assert arrays["m"].tolist() == [[True, False]]
    assert (arrays["p"].dtype, arrays["m"].dtype) == (np.uint8, np.bool_)


@given(
    image=arrays.arrays(np.float32, st.tuples(SMALL, SMALL, st.just(3)), elements=st.floats(0, 1, width=32)),
    data=st.data(),
)
def test_what_goes_in_comes_out_of_a_model_that_changes_nothing(image: np.ndarray, data: Any) -> None:
    channels = data.draw(st.sampled_from(["RGB", "BGR"]))
    layout = data.draw(st.sampled_from(["NCHW", "NHWC", "CHW", "HWC"]))
    dtype, values, error = data.draw(
        st.sampled_from(
            [
                ("float32", (0, 1), 1e-6),
                ("float32", (-1, 1), 1e-6),
                ("float32", (0, 255), 1e-6),
                ("float16", (-1, 1), 1e-3),
                ("uint8", (0, 255), 0.5001 / 255),
                ("int32", (0, 65535), 1e-5),
            ]
        )
    )
    rule = data.draw(st.sampled_from(["any", "multiple", "square"]))
    of = data.draw(st.integers(2, 16)) if rule != "any" else 1
    size = CardSize(rule=rule, of=of, smallest=data.draw(st.integers(1, 60)))
    contract = Contract(
        inputs=(
            Input(name="x", channels=channels, layout=layout, dtype=dtype, range=values),
            Input(name="m", channels="M", keep=0, fill=1),
        ),
        output=Output(channels=channels, layout=layout, dtype=dtype, range=values),
        size=size,
    )
    hole = np.zeros(image.shape[:2], bool)
    before = image.copy()
    prepared = prepare(contract, image, hole)
    height, width = prepared.fit.after
    assert height % of == 0
    assert width % of == 0
    assert min(height, width) >= size.smallest
    assert rule != "square" or height == width
    assert np.array_equal(image, before)
    result = finish(contract, prepared, [prepared.inputs["x"]])
    assert result.shape == image.shape
    assert np.abs(result - image).max() <= error


@given(SMALL, SMALL, st.integers(1, 40), st.integers(1, 40))
def test_a_fixed_size_is_kept_and_led_back_from(height: int, width: int, tall: int, wide: int) -> None:
    fit = fitting.plan(CardSize(rule="fixed", width=wide, height=tall), height, width)
    image = np.full((height, width, 3), 0.25, np.float32)
    hole = np.zeros((height, width), bool)
    small, small_hole = fitting.apply(fit, image, hole)
    assert small.shape == (tall, wide, 3)
    assert not small_hole.any()
    assert fit.scale <= 1
    assert (fit.scale == 1) == (height <= tall and width <= wide)
    assert np.allclose(fitting.undo(fit, small), image, atol=1e-6)


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_the_margin_gives_a_model_enough_to_see(width: int, height: int) -> None:
    contract = shipped_card("migan-torch").contract
    margin = fitting.margin(contract, width, height)
    longest = max(width, height)
    assert margin >= 128
    assert 2 * margin + longest >= max(512, 2 * longest)
    # and no more than that: a small hole is seen at its full size
    assert longest > 256 or fitting.plan(contract.size, longest + 2 * margin - 1, 100).scale == 1


def test_padding_reflects_and_goes_on_to_and_fro() -> None:
    image = np.arange(3, dtype=np.float32).reshape(1, 3, 1) * np.ones((1, 1, 3), np.float32) / 10
    hole = np.array([[False, False, True]])
    fit = fitting.plan(CardSize(rule="multiple", of=8), 1, 3)
    padded, padded_hole = fitting.apply(fit, image, hole)
    assert np.allclose(padded[0, :, 0] * 10, [0, 1, 2, 1, 0, 1, 2, 1])
    assert padded_hole[0].tolist() == [False, False, True, False, False, False, True, False]
    edge, _ = fitting.apply(fitting.plan(CardSize(rule="multiple", of=8, padding="edge"), 1, 3), image, hole)
    assert np.allclose(edge[0, :, 0] * 10, [0, 1, 2, 2, 2, 2, 2, 2])


def test_scaled_down_nothing_of_the_hole_gets_out_of_it() -> None:
    image = np.full((90, 70, 3), 0.2, np.float32)
    hole = np.zeros((90, 70), bool)
    hole[31:54, 17:44] = True
    image[hole] = 1.0
    fit = fitting.plan(CardSize(rule="fixed", width=16, height=16), 90, 70)
    small, small_hole = fitting.apply(fit, image, hole)
    assert np.allclose(small[~small_hole], 0.2, atol=1e-4)
    tall, wide = fit.scaled
    assert small_hole.sum() / (tall * wide) == pytest.approx(hole.mean(), rel=0.3)


def test_the_largest_size_holds_whatever_the_multiple_is() -> None:
    for side in (2049, 5000, 2048, 2041):
        fit = fitting.plan(CardSize(rule="multiple", of=24, largest=2048), side, 300)
        assert fit.after[0] <= 2048
        assert fit.after[0] % 24 == 0


@pytest.mark.parametrize(
    ("outputs", "words"),
    [
        ([], "nothing"),
        ([np.zeros((1, 3, 4, 5), np.float32)], "1 x 3 x 4 x 5"),
        ([np.zeros((2, 3, 6, 5), np.float32)], "2 x 3 x 6 x 5"),
        ([np.zeros((1, 1, 6, 5), np.float32)], "1 x 1 x 6 x 5"),
        ([np.zeros((3, 6, 5), np.float32)], "3 x 6 x 5"),
        ([np.float32(1)], "a single value"),
        ([np.zeros((1, 3, 6, 5), np.uint8)], "uint8 values"),
        ([np.full((1, 3, 6, 5), np.nan, np.float32)], "not finite numbers"),
        ({"other": np.zeros((1, 3, 6, 5), np.float32)}, "outputs named other"),
    ],
)
def test_a_model_that_gives_something_else_is_told_so(outputs: Any, words: str) -> None:
    contract = shipped_card("lama").contract
    with pytest.raises(StudioError, match=r"^The model returned ") as caught:
        decode(contract, outputs, (6, 5))
    assert words in str(caught.value)


def test_the_first_output_is_taken_where_the_card_names_none() -> None:
    contract = shipped_card("lama-zoo").contract
    picture = np.full((1, 3, 2, 2), 51, np.float32)
    assert np.allclose(decode(contract, {"x": picture, "y": picture * 0}, (2, 2)), 0.2)


def test_nothing_here_needs_torch_or_a_session(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys, inpaint_studio.weights.contract, inpaint_studio.weights.store, "
        "inpaint_studio.weights.importing\n"
        "assert not {'torch', 'onnxruntime', 'onnx', 'PySide6'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENCE)
