"""Which files are rejected, which need consent, and that nothing is ever unpickled."""

from __future__ import annotations

import io
import json
import pickle
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from inpaint_studio.core.errors import StudioError
from inpaint_studio.weights import sniff, store, trust
from inpaint_studio.weights.sniff import kind_of, require_format
from tests.twins import lama_onnx, own_card, save_twin, shipped_card, twin_card


class Malice:
    """Unpickling it writes a file; it must never come to that."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.path,))


def torch_zip(data: bytes, *, code: bool = False) -> bytes:
    """A ZIP as torch makes it: a pickled checkpoint, or what looks like TorchScript."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("model/data.pkl", data)
        archive.writestr("model/version", "3\n")
        if code:
            archive.writestr("model/constants.pkl", data)
            archive.writestr("model/code/__torch__.py", "class X(Module):\n  pass\n")
    return buffer.getvalue()


def evil_files(path: Path) -> dict[str, bytes]:
    old = [pickle.dumps(Malice(path), protocol) for protocol in (0, 2, 5)]
    return {
        "protocol 0": old[0],
        "protocol 2": old[1],
        "protocol 5": old[2],
        "torch's ZIP": torch_zip(old[1]),
        "a ZIP of another folder": torch_zip(old[1]).replace(b"model/", b"archi/"),
    }


@pytest.mark.parametrize("which", list(evil_files(Path())))
@pytest.mark.parametrize("trusted", [False, True])
@pytest.mark.parametrize("name", ["lama", "lama-torch"])
def test_a_pickled_checkpoint_is_refused_with_the_reason_and_never_run(
    which: str, trusted: bool, name: str, tmp_path: Path
) -> None:
    touched = tmp_path / "touched"
    file = tmp_path / "model.pt"
    file.write_bytes(evil_files(touched)[which])
    with pytest.raises(StudioError, match="could run any program hidden in it"):
        store.install(name, file, trusted=trusted)
    assert not touched.exists()
    assert store.entry(name).state == "absent"


def test_a_pickled_checkpoint_with_the_right_checksum_is_refused_too(tmp_path: Path, own_home: Path) -> None:
    file = tmp_path / "model.pt"
    file.write_bytes(torch_zip(pickle.dumps(Malice(tmp_path / "touched"))))
    own_card(twin_card("lama-torch", file), own_home)
    with pytest.raises(StudioError, match="pickled checkpoint"):
        store.install("lama-torch", file)
    assert not (tmp_path / "touched").exists()


@pytest.mark.needs_torch
def test_a_pickle_that_poses_as_torchscript_is_only_taken_on_a_yes_and_then_not_unpickled(
    tmp_path: Path,
) -> None:
    file = tmp_path / "model.pt"
    file.write_bytes(torch_zip(pickle.dumps(Malice(tmp_path / "touched")), code=True))
    with pytest.raises(StudioError, match="MD5"):
        store.install("lama-torch", file)
    path = store.install("lama-torch", file, trusted=True).path
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with pytest.raises(RuntimeError):
            torch.jit.load(str(path))
    assert not (tmp_path / "touched").exists()


@pytest.mark.needs_torch
def test_an_md5_is_pinned_by_a_sha256_at_the_first_install(tmp_path: Path, own_home: Path) -> None:
    twin = save_twin("lama-torch", tmp_path / "twin.pt")
    card = twin_card("lama-torch", twin)
    own_card(card, own_home)
    installed = store.install("lama-torch", twin)
    pin = json.loads(trust.pin_path(card).read_text("utf-8"))
    assert pin == {"sha256": installed.sha256, "why": "md5"}
    # it stays when the model goes, and knows the file better than the MD5 does
    store.remove("lama-torch")
    trust.write_pin(card, trust.Pin("0" * 64, "md5"))
    with pytest.raises(StudioError, match="first installed"):
        store.install("lama-torch", twin)
    assert store.install("lama-torch", twin, trusted=True).sha256 == installed.sha256


@pytest.mark.needs_torch
def test_torchscript_that_nothing_vouches_for_takes_a_yes(tmp_path: Path, own_home: Path) -> None:
    twin = save_twin("lama-torch", tmp_path / "twin.pt")
    card = twin_card("lama-torch", twin, md5="", size=None)
    own_card(card, own_home)
    with pytest.raises(StudioError, match="runs code when it is loaded"):
        store.install("lama-torch", twin)
    store.install("lama-torch", twin, trusted=True)
    assert store.installed("lama-torch").path.read_bytes() == twin.read_bytes()
    store.remove("lama-torch")
    assert trust.read_pin(card) is None


def test_a_model_that_runs_no_code_and_has_no_checksum_is_pinned_as_it_first_came(
    tmp_path: Path, own_home: Path
) -> None:
    twin = save_twin("lama", tmp_path / "twin.onnx")
    card = twin_card("lama", twin, sha256="", size=None)
    own_card(card, own_home)
    store.install("lama", twin)
    other = tmp_path / "other.onnx"
    onnx.save(lama_onnx(side=64), other)
    with pytest.raises(StudioError, match="first installed"):
        store.install("lama", other)
    store.remove("lama")
    assert store.install("lama", other).path.read_bytes() == other.read_bytes()


@pytest.mark.needs_torch
def test_a_yes_to_one_file_is_no_yes_to_another(tmp_path: Path) -> None:
    twin = save_twin("lama-torch", tmp_path / "twin.pt")
    path = store.install("lama-torch", twin, trusted=True).path
    assert store.installed("lama-torch").path == path
    path.write_bytes(save_twin("migan-torch", tmp_path / "other.pt").read_bytes())
    with pytest.raises(StudioError, match="not the file that was installed"):
        store.verify("lama-torch")
    trust.pin_path(shipped_card("lama-torch")).write_text("{}", "utf-8")
    path.write_bytes(twin.read_bytes())
    with pytest.raises(StudioError, match="not the file that was installed"):
        store.verify("lama-torch")


@pytest.mark.needs_torch
def test_another_kind_of_file_is_refused_even_on_a_yes(tmp_path: Path) -> None:
    twin = save_twin("lama-torch", tmp_path / "twin.pt")
    with pytest.raises(StudioError, match=r"is a TorchScript file, but the card requires an ONNX file"):
        store.install("lama", twin, trusted=True)


def kinds() -> dict[str, bytes]:
    tensors = save({"x": np.zeros(9, np.float32)})
    model = lama_onnx(side=None).SerializeToString()
    script = torch_zip(pickle.dumps([1]), code=True)
    ordinary = io.BytesIO()
    with zipfile.ZipFile(ordinary, "w") as archive:
        archive.writestr("readme.txt", "x")
    return {
        "safetensors": tensors,
        "onnx": model,
        "torchscript": script,
        "zip": ordinary.getvalue(),
        "pickle": pickle.dumps([1]),
        "page": b"<?xml version='1.0'?><html/>",
        "pointer": b"version https://git-lfs.github.com/spec/v1\n",
        "unknown": b"hello",
    }


def test_every_kind_of_file_is_told_from_the_others(tmp_path: Path) -> None:
    for kind, data in kinds().items():
        file = tmp_path / "file"
        file.write_bytes(data)
        assert kind_of(file) == kind


@pytest.mark.parametrize("kind", ["safetensors", "onnx", "torchscript"])
def test_a_file_that_was_cut_off_is_told_so(kind: str, tmp_path: Path) -> None:
    data = kinds()[kind]
    file = tmp_path / "file"
    file.write_bytes(data[: len(data) * 9 // 10])
    with pytest.raises(StudioError, match="incomplete or damaged"):
        require_format(file, kind, "it")  # type: ignore[arg-type]


@given(
    st.binary(max_size=600),
    st.sampled_from([b"", b"PK\x03\x04", b"\x08\x08\x3a", b"\x10" + b"\0" * 7 + b"{"]),
)
def test_no_bytes_whatever_upset_it(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, start: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "bytes"
    file.write_bytes(start + data)
    if start + data:
        assert kind_of(file) in {*sniff._WORDS, "pickle", "page", "pointer", "cut"}
