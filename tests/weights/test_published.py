"""Published weights of partial convolutions: the converted network computes the same, from any layout."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from inpaint_studio.core.errors import Cancelled, Noted, StudioError
from inpaint_studio.nets.architectures import load_weights, save_weights
from inpaint_studio.nets.partial_unet import PartialUNet, PartialUNetConfig
from inpaint_studio.weights import store
from inpaint_studio.weights.cards import catalog
from inpaint_studio.weights.cards.files import read_card
from inpaint_studio.weights.published import convert as converting
from inpaint_studio.weights.published.convert import convert, convert_and_install
from inpaint_studio.weights.published.network import network_of

from .published import (
    IMAGENET,
    KERNELS,
    NAMES,
    WIDTHS,
    reference,
    save_keras,
    save_torch,
    state_dict,
    twin,
)

pytestmark = pytest.mark.needs_torch

TORCH = [
    ("naoto0804", "last", "mean", "imagenet"),
    ("naoto0804 2018", "all", "mean", "imagenet"),
    ("bobqywei", "last", "mean", "imagenet"),
    ("xyfJASON", "all", "paper", "signed"),
    ("NVIDIA", "last", "paper", "unit"),
]


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def picture(height: int = 32, width: int = 48) -> tuple[Tensor, Tensor]:
    """A photo (1, 3, H, W) in 0 to 1 and what is known of it: holes at borders, in a corner and inside."""
    draw = torch.Generator().manual_seed(5)
    photo = torch.rand(1, 3, height, width, generator=draw)
    known = torch.ones(1, 1, height, width)
    known[..., :5, 10:30] = 0
    known[..., 12:20, 40:] = 0
    known[..., -9:, :13] = 0
    known[..., 14:19, 20:29] = 0
    return photo, known


def ranged(photo: Tensor, values: str) -> Tensor:
    """A photo in 0 to 1 in the range of a network."""
    mean, std = (one[:, None, None] for one in IMAGENET)
    return {"unit": photo, "signed": 2 * photo - 1, "imagenet": (photo - mean) / std}[values]


def unranged(painted: Tensor, values: str) -> Tensor:
    mean, std = (one[:, None, None] for one in IMAGENET)
    return {"unit": painted, "signed": (painted + 1) / 2, "imagenet": painted * std + mean}[values]


def ours(path: Path, photo: Tensor, known: Tensor) -> Tensor:
    """What the converted network paints, in 0 to 1."""
    module = load_weights(path).module.eval()
    with torch.inference_mode():
        return (module(2 * photo - 1, 1 - known) + 1) / 2


def keras(folder: Path, **options: Any) -> Path:
    return save_keras(folder / "1_weights.h5", twin("all", head=True), **options)


def checkpoint(folder: Path) -> Path:
    return save_torch(folder / "1000000.pth", state_dict(twin("last"), NAMES["naoto0804"]))


@pytest.mark.parametrize("seed", [0, 1])
def test_a_network_of_keras_computes_the_same(tmp_path: Path, seed: int) -> None:
    network = twin("all", head=True, seed=seed)
    path = save_keras(tmp_path / "w.h5", network, first=1 + 30 * seed, root="model_weights/" if seed else "")
    made = convert(path, tmp_path / "out.safetensors")
    assert (made.layout, made.stages) == ("PConv-Keras", 3)
    photo, known = picture()
    for seen in (known, torch.zeros_like(known)):  # with nothing known, biases alone remain
        wanted = reference(
            network, photo, seen, rule="window", epsilon=1e-3, skip_first=True, bias_in_holes=True
        )
        torch.testing.assert_close(ours(made.path, photo, seen), wanted, atol=2e-5, rtol=1e-5)


@pytest.mark.parametrize(("layout", "biases", "rule", "values"), TORCH)
def test_a_network_of_torch_computes_the_same(
    tmp_path: Path, layout: str, biases: str, rule: str, values: str
) -> None:
    network = twin(biases)
    path = save_torch(tmp_path / "w.pth", state_dict(network, NAMES[layout]))
    made = convert(path, tmp_path / "out.safetensors")
    assert layout.split()[0] in made.layout
    assert made.range == values
    photo, known = picture()
    wanted = unranged(reference(network, ranged(photo, values), known, rule=rule), values)
    torch.testing.assert_close(ours(made.path, photo, known), wanted, atol=2e-5, rtol=1e-5)


def test_the_range_of_the_pictures_can_be_stated(tmp_path: Path) -> None:
    network = twin("last")
    path = save_torch(tmp_path / "w.pth", state_dict(network, NAMES["NVIDIA"]))
    made = convert(path, tmp_path / "out.safetensors", values="imagenet")
    photo, known = picture()
    wanted = unranged(reference(network, ranged(photo, "imagenet"), known, rule="paper"), "imagenet")
    torch.testing.assert_close(ours(made.path, photo, known), wanted, atol=2e-5, rtol=1e-5)
    assert load_weights(made.path).about["range"] == "imagenet"


@pytest.mark.parametrize("form", ["bare", "parallel", "old", "half", "safetensors"])
def test_checkpoints_come_in_several_forms(tmp_path: Path, form: str) -> None:
    state = state_dict(twin("last"), NAMES["naoto0804"])
    whole = convert(save_torch(tmp_path / "w.pth", state), tmp_path / "whole.safetensors").path
    if form == "safetensors":
        path = tmp_path / "again.st"
        save_file({name: one.contiguous() for name, one in state.items()}, path)
    elif form == "parallel":
        path = save_torch(tmp_path / "p.pth", {f"module.{name}": one for name, one in state.items()})
    elif form == "old":  # of torch before 1.6
        path = save_torch(tmp_path / "p.pth", state, _use_new_zipfile_serialization=False)
    else:
        state = {
            name: one.half() if form == "half" and one.is_floating_point() else one
            for name, one in state.items()
        }
        path = save_torch(tmp_path / "p.pth", state, wrapped=False)
    made = convert(path, tmp_path / "out.safetensors").path
    given = picture()
    close = {"atol": 5e-3, "rtol": 5e-3} if form == "half" else {"atol": 0, "rtol": 0}
    torch.testing.assert_close(ours(made, *given), ours(whole, *given), **close)


def test_the_published_widths_and_depth_are_recognised(tmp_path: Path) -> None:
    """The stages of PConv-Keras with an eighth of their channels, down to 1/256 of the size."""
    widths, kernels = (8, 16, 32, 64, 64, 64, 64, 64), (7, 5, 5, 3, 3, 3, 3, 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.weights.published.WIDTHS", widths)
        patch.setattr("tests.weights.published.KERNELS", kernels)
        network = twin("all", head=True)
    made = convert(save_keras(tmp_path / "w.h5", network), tmp_path / "out.safetensors")
    config = load_weights(made.path).module.config
    assert (config.channels, config.kernels) == (widths, kernels)
    assert made.card.contract.size.of == 256
    photo, known = picture(256, 256)
    wanted = reference(
        network, photo, known, rule="window", epsilon=1e-3, skip_first=True, bias_in_holes=True
    )
    torch.testing.assert_close(ours(made.path, photo, known), wanted, atol=5e-5, rtol=1e-4)


def test_the_card_says_what_is_not_known(tmp_path: Path) -> None:
    made = convert(keras(tmp_path), tmp_path / "My net.safetensors", tmp_path / "card.toml")
    card = read_card(tmp_path / "card.toml")
    assert card == made.card
    assert (card.name, card.licence, card.architecture) == ("my-net", "not known", "partial-unet")
    assert "which pictures" in card.licence_note
    assert (card.source, card.page) == ("", "")
    head = (tmp_path / "card.toml").read_text(encoding="utf-8").splitlines()
    assert head[0].startswith("#")
    assert "fill in licence" in head[2]
    assert load_weights(made.path).about["converted_from"] == "PConv-Keras"


def test_what_exists_is_kept_unless_asked(tmp_path: Path) -> None:
    path, out = keras(tmp_path), tmp_path / "out.safetensors"
    for there in (out, tmp_path / "out.toml"):
        there.write_bytes(b"mine")
        with pytest.raises(StudioError, match="already exists"):
            convert(path, out)
        assert there.read_bytes() == b"mine"
        assert sorted(one.name for one in tmp_path.iterdir()) == [path.name, there.name]
        there.unlink()
    out.write_bytes(b"mine")
    convert(path, out, overwrite=True)
    assert load_weights(out).architecture == "partial-unet"


def test_it_is_installed_with_what_the_user_knows(tmp_path: Path) -> None:
    installed = convert_and_install(
        checkpoint(tmp_path), name="streets", licence="CC0", note="Trained on my own streets."
    )
    card = catalog.card("streets")
    assert (card.label, card.licence, card.licence_note) == ("Streets", "CC0", "Trained on my own streets.")
    assert store.installed("streets").sha256 == installed.sha256
    whole = installed.path.read_bytes()
    installed.path.write_bytes(whole[:-1])
    assert "models install streets --from FILE" in str(store.entry("streets").reason)
    installed.path.write_bytes(whole[:-1] + b"!")
    with pytest.raises(StudioError, match="models install streets --from FILE"):
        store.installed("streets")
    installed.path.write_bytes(whole)
    with pytest.raises(StudioError, match="already a card"):
        convert_and_install(tmp_path / "1000000.pth", name="streets")


def changed(part: str, change: Any) -> Any:
    def change_it(state: dict[str, Tensor]) -> None:
        state[part] = change(state[part])

    return change_it


UNFIT = {
    "another network": (lambda state: (state.clear(), state.update(fc=torch.ones(3, 3))), "fc'"),
    "a part is missing": (lambda state: state.pop("enc_2.bn.running_var"), "variance of encoder stage 2"),
    "a stage is missing": (
        lambda state: [state.pop(name) for name in [*state] if name.startswith("enc_2.")],
        "kernel of encoder stage 2 is missing",
    ),
    "an extra part": (lambda state: state.update({"enc_9.gate": torch.ones(2)}), "enc_9.gate"),
    "a shape": (changed("dec_2.conv.input_conv.weight", lambda one: one[:, 1:]), "4 x 9 x 3 x 3"),
    "an even kernel": (changed("enc_2.conv.input_conv.weight", lambda one: one[..., 1:, 1:]), "odd"),
    "a flat kernel": (changed("enc_2.conv.input_conv.weight", lambda one: one.flatten()), "odd"),
    "other masks": (changed("enc_2.conv.mask_conv.weight", lambda one: one * 2), "another rule"),
    "not a number": (
        changed("enc_3.conv.input_conv.weight", lambda one: one * float("nan")),
        "not finite",
    ),
    "negative variance": (changed("enc_2.bn.running_var", lambda one: one - 9), "negative"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_what_cannot_be_mapped_is_named(tmp_path: Path, case: str) -> None:
    change, words = UNFIT[case]
    state = state_dict(twin("last"), NAMES["naoto0804"])
    change(state)
    tensors = {name: one.numpy() for name, one in state.items() if one.is_floating_point()}
    with pytest.raises(Noted) as caught:
        network_of(tensors, keras=False)
    assert words in str(caught.value.args[0])
    if case == "another network":
        refused(save_torch(tmp_path / "w.pth", state), "convert-unfit", words)


def refused(path: Path, code: str, words: str) -> None:
    """The conversion fails in one line and leaves nothing behind."""
    before = sorted(path.parent.iterdir())
    with pytest.raises(StudioError) as caught:
        convert(path, path.parent / "out.safetensors")
    line = str(caught.value)
    assert caught.value.code == code, line
    assert words in line
    assert "\n" not in line
    assert sorted(path.parent.iterdir()) == before


def test_a_network_whose_output_is_not_finite_is_refused(tmp_path: Path) -> None:
    state = state_dict(twin("last"), NAMES["naoto0804"])
    for name in [name for name in state if name.endswith("bn.weight")]:
        state[name].fill_(1e30)
    refused(save_torch(tmp_path / "w.pth", state), "weights-broken", "not finite")


def test_what_a_keras_file_lacks_or_has_too_much_is_named(tmp_path: Path) -> None:
    path = keras(tmp_path)
    with h5py.File(path, "a") as file:
        del file["EncBN2"]
    refused(path, "convert-unfit", "batch norm's scale of encoder stage 3 is missing")
    with h5py.File(path, "a") as file:
        file["dense_1/dense_1/kernel:0"] = np.ones(3, np.float32)
    refused(path, "convert-unfit", "dense_1/dense_1/kernel:0")
    with h5py.File(path, "a") as file:
        del file["outputs_img"]
    refused(path, "convert-unfit", "no known network")


def test_damaged_files_end_in_one_line(tmp_path: Path) -> None:
    for path in (keras(tmp_path), checkpoint(tmp_path)):
        data = path.read_bytes()
        for size in (len(data) - 1, len(data) // 2, 100, 20):
            path.write_bytes(data[:size])
            with pytest.raises(StudioError) as caught:
                convert(path, tmp_path / "out.safetensors")
            assert "\n" not in str(caught.value)
        path.unlink()
    empty = tmp_path / "w.h5"
    empty.write_bytes(b"")
    with pytest.raises(StudioError):
        convert(empty, tmp_path / "out.safetensors")
    with pytest.raises(StudioError, match="no file"):
        convert(tmp_path / "none.h5", tmp_path / "out.safetensors")
    assert [one.name for one in tmp_path.iterdir()] == ["w.h5"]


def test_files_of_other_kinds_end_in_one_line(tmp_path: Path) -> None:
    ours = tmp_path / "ours.safetensors"
    save_weights(ours, PartialUNet(PartialUNetConfig(WIDTHS, KERNELS)), "partial-unet", {})
    refused(ours, "convert-unfit", "no known network")
    text = tmp_path / "w.txt"
    text.write_text("weights")
    refused(text, "convert-unfit", "neither HDF5")
    page = tmp_path / "w.h5"
    page.write_text("<!doctype html><html>")
    refused(page, "model-page", "web page")


class Trap:
    """Writes a file as soon as it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (open, (str(self.path), "w"))


def test_nothing_in_a_file_is_run(tmp_path: Path) -> None:
    trap, path = tmp_path / "sprung", tmp_path / "w.pth"
    torch.save({"model": Trap(trap)}, path)
    refused(path, "weights-broken", "more than weights")
    path.write_bytes(pickle.dumps(Trap(trap)))
    refused(path, "weights-broken", "more than weights")
    assert not trap.exists()


def test_values_come_from_the_file_itself_and_fit_into_it(tmp_path: Path) -> None:
    path = tmp_path / "w.h5"
    with h5py.File(path, "w") as file:  # declared, never written
        file.create_dataset("p_conv2d_1/p_conv2d_1/img_kernel:0", (10**6, 10**6), np.float32, chunks=(64, 64))
    refused(path, "weights-broken", "more values")
    other = tmp_path / "other.bin"
    other.write_bytes(bytes(400))
    with h5py.File(path, "w") as file:
        file.create_dataset("a/b", (100,), np.float32, external=[(str(other), 0, 400)])
        file["x"] = np.zeros(200, np.float32)
    refused(path, "weights-broken", "another file")
    with h5py.File(path, "w") as file:
        file["a/link"] = h5py.ExternalLink(str(keras(tmp_path)), "/")
        file["a/loop"] = file["a"]
    refused(path, "weights-broken", "no weights")
    repeated = {"enc_1.conv.weight": torch.zeros(1).expand(10**5, 10**5)}
    refused(save_torch(tmp_path / "w.pth", repeated), "weights-broken", "more values")


def test_reading_can_be_cancelled_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = keras(tmp_path)
    with pytest.raises(Cancelled):
        convert(path, tmp_path / "out.safetensors", is_cancelled=lambda: True)
    monkeypatch.setattr(converting, "write_card", fails)
    with pytest.raises(OSError, match="gone"):
        convert(path, tmp_path / "out.safetensors")
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def fails(*given: object, **options: object) -> None:
    raise OSError("gone")
