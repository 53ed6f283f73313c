from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.cli import doctor
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.jobs import devices
from inpaint_studio.jobs.devices import Device
from tests.cli.studio import Studio
from tests.engines.spies import Spy
from tests.twins import install_twin
from tests.weights.files import content, put, put_own, put_shipped


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if torch had been asked, which takes seconds to load."""
    found = [Device("cpu", True, "the processor"), Device("cuda", False, "there is no NVIDIA GPU.")]
    monkeypatch.setattr(devices, "devices", lambda: found)
    monkeypatch.setattr(doctor, "devices", lambda: found)


def listed() -> list[str]:
    """The engines that fill holes: `style` has a command of its own."""
    return [name for name in REGISTRY.names() if name != "style"]


def test_every_engine_is_listed_with_its_parameters(studio: Studio) -> None:
    ran = studio("engines", "--all")
    assert ran.code == 0
    assert all(f"\n{name}  (" in "\n" + ran.out for name in listed())
    assert "radius" in ran.out
    assert "exemplar  (Texture copy; Exemplar)" in ran.out


def test_the_engines_fit_a_screen_with_what_is_not_installed_on_a_line(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, own_home: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    install_twin("migan", own_home)
    ran = studio("engines")
    lines = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert len(lines) < 24
    assert max(map(len, lines)) <= 80
    begins = [line.split(" ")[0] for line in lines]
    ours = [entry.name for entry in REGISTRY.entries() if entry.available]
    assert [name for name in begins if name in ours] == ours
    assert "migan" in begins
    assert "lama" not in begins
    assert "Texture copy: " in ran.out
    assert "models list'): lama, lama-manga" in ran.out
    assert "engines --all" in lines[-1]


def test_engines_as_json(studio: Studio) -> None:
    engines = {engine["name"]: engine for engine in studio("engines", "--json").json["engines"]}
    assert list(engines) == listed()
    assert engines["telea"]["params"][0]["name"] == "radius"
    assert engines["telea"]["gpu"] is False


def test_an_engine_that_cannot_be_loaded_says_why(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REGISTRY._targets, "absent", "inpaint_studio.engines.absent:ENGINE")
    assert "absent\n    not available: " in studio("engines", "--all").out
    row = next(line for line in studio("engines").out.splitlines() if line.startswith("absent"))
    assert "Not available: " in row


@pytest.mark.usefixtures("no_gpu")
def test_the_doctor_says_what_is_here_and_where_things_are(studio: Studio, own_home: object) -> None:
    ran = studio("doctor")
    assert (ran.code, ran.err) == (0, "")
    for word in ("numpy", "threads of opencv", "cuda", "telea", str(own_home)):
        assert word in ran.out
    assert "yes, on the CPU" in ran.out


@pytest.mark.usefixtures("no_gpu")
def test_the_doctor_as_json(studio: Studio) -> None:
    report = studio("doctor", "--json").json
    assert report["onnx_providers"][-1] == "CPUExecutionProvider"
    assert "AzureExecutionProvider" not in report["onnx_providers"]  # it is there, and nothing runs on it
    assert set(report) >= {"versions", "machine", "threads", "devices", "engines", "folders"}
    assert {engine["name"] for engine in report["engines"]} >= {"auto", "telea"}


@pytest.mark.usefixtures("no_gpu")
def test_the_doctor_says_that_onnx_runtime_cannot_be_loaded(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "onnxruntime.py").write_text("raise ImportError('DLL load failed')", "utf-8")
    monkeypatch.delitem(sys.modules, "onnxruntime", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    assert "installed, but it cannot be loaded" in studio("doctor").out


def test_the_doctor_names_missing_libraries_and_their_packages(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "missing_libraries", lambda: {"libEGL.so.1": "libegl1"})
    assert "sudo apt-get install libegl1" in studio("doctor").out


@pytest.mark.usefixtures("no_gpu")
def test_a_device_that_is_not_there_is_refused_with_the_reason(studio: Studio, tmp_path: object) -> None:
    line = studio.fails(
        "fill", "p.png", "-m", "m.png", "-o", f"{tmp_path}/o.png", "-e", "telea", "--device", "cuda", code=2
    )
    assert "there is no NVIDIA GPU" in line


@pytest.fixture
def spy() -> Iterator[Spy]:
    """An engine that needs weights, among ours."""
    spy = Spy(lambda image, hole, ctx: np.zeros_like(image), weights=("spyglass",), uses_gpu=True)
    REGISTRY.register(spy)
    yield spy
    REGISTRY.unregister("spy")


@pytest.mark.usefixtures("no_gpu", "spy")
def test_an_engine_without_its_weights_says_so(studio: Studio, folder: Path) -> None:
    for command in ("engines", "doctor"):
        words = " ".join(studio(command).out.split())
        assert f"its weights are missing: there is no file '{folder / 'spyglass.safetensors'}'" in words
    assert "Weights: spyglass (missing)" in studio("engines", "--all").out
    line = studio.fails("fill", "p.png", "-m", "m.png", "-o", "o.png", "-e", "spy", code=2)
    assert "spyglass" in line


@pytest.mark.usefixtures("no_gpu", "spy")
def test_the_doctor_checks_shipped_weights(studio: Studio, folder: Path) -> None:
    path = put_shipped(folder, "spyglass")
    assert "spyglass                as shipped" in studio("doctor").out
    assert "Weights: spyglass (as shipped)" in studio("engines", "--all").out
    put(path, content(longer=True))
    for command in ("engines", "doctor"):
        assert "spyglass.safetensors' are damaged. Install" in " ".join(studio(command).out.split())
    assert "Weights: spyglass (damaged)" in studio("engines", "--all").out
    found = {weights["name"]: weights for weights in studio("doctor", "--json").json["weights"]}
    assert found["spyglass"]["verified"] is False
    assert "checksum" in found["spyglass"]["problem"]
    assert "missing" in found["dictionary"]["problem"]


@pytest.mark.usefixtures("no_gpu", "spy")
def test_the_doctor_names_the_users_own_weights(studio: Studio, folder: Path) -> None:
    put_shipped(folder, "spyglass")
    own = put_own("spyglass")
    assert f"your own, used instead of the shipped ones: {own}" in studio("doctor").out
    assert "Weights: spyglass (your own)" in studio("engines", "--all").out


@pytest.mark.usefixtures("spy", "folder")
def test_the_doctor_says_where_an_engine_computes(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Device("cpu", True, "the processor"), Device("cuda", True, "A GPU")]
    monkeypatch.setattr(doctor, "devices", lambda: found)
    put_own("spyglass")
    engines = {engine["name"]: engine["device"] for engine in studio("doctor", "--json").json["engines"]}
    assert engines["spy"] == "cuda"
    assert engines["telea"] == "cpu"
    assert "spy                     yes, on cuda" in studio("doctor").out


@pytest.mark.usefixtures("no_gpu")
def test_the_doctor_says_which_photos_take_a_further_package(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = doctor.importlib.util.find_spec
    monkeypatch.setattr(
        doctor.importlib.util, "find_spec", lambda name: None if name == "rawpy" else find(name)
    )
    assert doctor.formats()["raw"] is False
    assert "no; needs the extra 'raw'" in studio("doctor").out
