"""The wheel works in its own environment, away from the checkout."""

from __future__ import annotations

import configparser
import email
import json
import os
import site
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from PIL import Image

from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def away_from_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who runs the tests may have put the checkout on the path of all his programs."""
    monkeypatch.delenv("PYTHONPATH", raising=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the scripts of an environment that has the wheel, and borrows what it depends on."""
    folder = tmp_path_factory.mktemp("elsewhere") / "env"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    bin_folder = folder / ("Scripts" if os.name == "nt" else "bin")
    python = bin_folder / "python"
    where = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    )
    purelib = Path(where.stdout.strip())
    installed = [sys.executable, "-m", "pip", f"--python={python}", "install", "--no-deps", "--quiet"]
    subprocess.run([*installed, "--no-index", wheel], check=True, capture_output=True, timeout=PATIENCE)
    # After the wheel's own packages on the path; .pth files in there (the editable checkout) don't count.
    borrowed = [path for path in site.getsitepackages() if Path(path).is_dir()]
    (purelib / "borrowed.pth").write_text("\n".join(borrowed), encoding="utf-8")
    return bin_folder


def run(scripts: Path, *arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [scripts / "inpaint-studio", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)


def test_the_wheel_carries_resources_checkpoints_licence_and_types(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for name in (
        "inpaint_studio/resources/samples/damaged-portrait.png",
        "inpaint_studio/resources/docs/glossary.md",
        "inpaint_studio/resources/translations/zh_CN.json",
        "inpaint_studio/checkpoints/README.md",
        "inpaint_studio/py.typed",
    ):
        assert name in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_declares_both_programs_and_what_they_need(wheel: Path) -> None:
    """What uv, pipx and pip install by."""
    with zipfile.ZipFile(wheel) as archive:
        (folder,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        scripts = configparser.ConfigParser()
        scripts.read_string(archive.read(f"{folder}/entry_points.txt").decode())
        about = email.message_from_bytes(archive.read(f"{folder}/METADATA"))
    assert list(scripts["console_scripts"]) == ["inpaint-studio"]
    assert list(scripts["gui_scripts"]) == ["inpaint-studio-editor"]
    for entry in (*scripts["console_scripts"].values(), *scripts["gui_scripts"].values()):
        assert callable(EntryPoint("", entry, "").load())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {
        Requirement(line).name.lower()
        for line in about.get_all("Requires-Dist", ())
        if "extra ==" not in line
    }
    assert needed == {Requirement(line).name.lower() for line in project["dependencies"]}
    assert set(about.get_all("Provides-Extra", ())) == set(project["optional-dependencies"])


def test_the_override_for_uv_leaves_out_torch_everywhere() -> None:
    lines = (ROOT / "tools" / "without-torch.txt").read_text("utf-8").splitlines()
    (override,) = [Requirement(line) for line in lines if not line.startswith("#")]
    assert override.name == "torch"
    assert override.marker is not None
    assert not any(override.marker.evaluate({"python_version": f"3.{minor}"}) for minor in range(11, 20))


def test_the_wheel_carries_every_checkpoint_with_its_card_and_the_checksums(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for path in (ROOT / "checkpoints").iterdir():
            assert archive.read(f"inpaint_studio/checkpoints/{path.name}") == path.read_bytes()


def test_the_weights_in_the_wheel_are_found_and_whole(scripts: Path, tmp_path: Path) -> None:
    report = json.loads(run(scripts, "doctor", "--json", folder=tmp_path).stdout)
    names = {path.stem for path in (ROOT / "checkpoints").glob("*.safetensors")}
    assert {weights["name"] for weights in report["weights"]} >= names
    for weights in report["weights"]:
        if weights["name"] in names:
            assert weights["verified"], weights["problem"]
            assert Path(weights["path"]).is_relative_to(scripts.parent)


def test_the_wheel_carries_no_tests_and_no_leftovers(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


def test_it_is_the_installed_package_that_runs(scripts: Path, tmp_path: Path) -> None:
    code = "import inpaint_studio; print(inpaint_studio.__file__)"
    found = subprocess.run([scripts / "python", "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert Path(found.stdout.strip()).is_relative_to(scripts.parent)


def test_doctor_runs_away_from_the_checkout(scripts: Path, tmp_path: Path) -> None:
    done = run(scripts, "doctor", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "0.1.0" in done.stdout
    assert str(ROOT) not in done.stdout.replace(str(Path(sys.prefix)), "")


def test_a_photo_is_filled_away_from_the_checkout(scripts: Path, tmp_path: Path) -> None:
    Image.new("RGB", (64, 48), (90, 120, 60)).save(tmp_path / "photo.png")
    mask = Image.new("L", (64, 48))
    mask.paste(255, (20, 10, 30, 20))
    mask.save(tmp_path / "mask.png")
    done = run(scripts, "fill", "photo.png", "--mask", "mask.png", "-o", "out.png", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["mask_pixels"] == 100
    with Image.open(tmp_path / "out.png") as out:
        assert out.size == (64, 48)


def test_the_demo_finds_the_samples_in_the_wheel(scripts: Path, tmp_path: Path) -> None:
    command = [scripts / "python", "-m", "inpaint_studio.demo", "--engine", "telea"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo-output" / "overview.png").exists()
