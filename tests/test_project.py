"""Pins, samples and documents are consistent, and no link is dead."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

import inpaint_studio
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_mask, read_photo
from inpaint_studio.engines.pipeline.run import run
from inpaint_studio.engines.registry import Registry
from inpaint_studio.engines.request import FillRequest
from tests.video.films import make_film
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "resources" / "samples"
MASKS = sorted(SAMPLES.glob("*.mask.png"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DOCS = ROOT / "resources" / "docs"
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", SAMPLES / "SAMPLES.md"]
DOCUMENTS += sorted(DOCS.rglob("*.md")) + sorted((ROOT / "checkpoints").glob("*.md"))


def photo_of(mask: Path) -> Path:
    name = mask.name.removesuffix(".mask.png")
    return next(path for path in SAMPLES.glob(f"{name}.*") if path != mask)


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_package_and_the_project_agree_on_the_version() -> None:
    assert inpaint_studio.__version__ == PROJECT["version"]


def test_everything_that_the_project_asks_for_is_pinned() -> None:
    wanted = [*PROJECT["dependencies"]]
    for extra in PROJECT["optional-dependencies"].values():
        wanted += extra
    names = {canonical(re.match(r"[\w.-]+", requirement).group()) for requirement in wanted}
    assert names <= {canonical(name) for name in pins()}


def test_what_the_pinned_packages_need_is_pinned_too() -> None:
    pinned = {canonical(name) for name in pins()}
    for name in pinned:
        try:
            requirements = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # belongs to an extra that is not installed here
            continue
        for requirement in requirements:
            if ";" not in requirement:  # other systems, other Pythons, their own extras
                assert canonical(re.match(r"[\w.-]+", requirement).group()) in pinned, (
                    f"{name}: {requirement}"
                )


def test_no_pin_is_bound_to_one_build() -> None:
    assert not [version for version in pins().values() if "+" in version]


def test_the_console_script_leads_somewhere() -> None:
    (script,) = metadata.entry_points(group="console_scripts", name="inpaint-studio")
    assert callable(script.load())


def test_every_command_in_the_documents_that_installs_uses_the_pins() -> None:
    for document in DOCUMENTS:
        for line in document.read_text(encoding="utf-8").splitlines():
            if "pip install" in line:
                assert "-c constraints.txt" in line, f"{document.name}: {line}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_local_link_in_a_document_exists(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_heading_that_a_document_links_to_exists(document: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", document.read_text(encoding="utf-8")):
        page = (document.parent / target if target else document).read_text(encoding="utf-8")
        headings = re.findall(r"^#+ (.*)", page, re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_of_the_project_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for name in re.findall(r"`([a-z_]+/[\w./-]+\.(?:py|sh|md|json|toml))`", text):
        placeholder = re.search(r"[A-Z]{4}", name)
        assert placeholder or any((root / name).exists() for root in (ROOT, ROOT / "inpaint_studio")), name


def test_the_screenshots_are_those_that_the_script_takes_and_small() -> None:
    script = (ROOT / "tools" / "screenshots.py").read_text(encoding="utf-8")
    names = re.findall(r'^    "([a-z]+)": ', script.partition("\nSHOTS")[2], re.MULTILINE)
    taken = {path.stem: path.stat().st_size for path in (DOCS / "screenshots").glob("*")}
    assert sorted(taken) == sorted(names)
    assert max(taken.values()) < 400_000


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))) <= targets


def python_blocks(document: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)


def test_the_python_of_the_readme_runs() -> None:
    for block in python_blocks(ROOT / "README.md"):
        found: dict[str, object] = {}
        exec(block, found)
        assert (found["healed"] == 180).all()


@pytest.mark.needs_torch  # some of them train
def test_the_commands_of_the_readme_run_one_after_the_other(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(60, 90, (48, 64, 3)).astype(np.uint8)
    hole = np.zeros((48, 64), np.uint8)
    hole[20:24, 20:34] = 255
    for folder in ("photos", "masks"):
        (tmp_path / folder).mkdir()
    pictures = ("photo.jpg", "painting.jpg", "sample.jpg", "photo.tif", "drawing.png")
    for name in (*pictures, "photos/one.png", "photos/two.jpg"):
        Image.fromarray(pixels).save(tmp_path / name)
    for name in ("mask.png", "logo.png", "masks/one.png", "masks/two_mask.png"):
        Image.fromarray(hole).save(tmp_path / name)
    make_film(tmp_path / "film.mp4", count=6)
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [shlex.split(line, comments=True) for line in lines if line.startswith("inpaint-studio ")]
    assert {command[1] for command in commands} == {
        "fill", "find", "restore", "batch", "video", "plate", "compress", "decompress", "compare",
        "evaluate", "train", "models", "style", "texture",
    }  # fmt: skip
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "inpaint_studio", *command[1:]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        if command[1] == "train" and command[2] != "dictionary":
            # these would take an hour: what they say of photos this small shows that they are understood
            assert "are too small or broken" in done.stderr, f"{shlex.join(command)}: {done.stderr}"
            continue
        if command[1] == "models":  # and so there is nothing of them to use
            assert "There is no file 'run-3/weights.safetensors'" in done.stderr, done.stderr
            continue
        assert done.returncode == 0, f"{shlex.join(command)}: {done.stderr}"
    assert (tmp_path / "healed.tif").read_bytes() == (tmp_path / "again.tif").read_bytes()


def test_the_engine_of_the_documents_fills_a_hole() -> None:
    (block,) = python_blocks(ROOT / "resources" / "docs" / "engines.md")
    found: dict[str, object] = {}
    exec(block, found)
    registry = Registry()
    registry.register(found["ENGINE"])
    photo = Photo(np.full((20, 20, 3), 7, np.uint8))
    hole = np.zeros((20, 20), bool)
    hole[5:9, 5:9] = True
    fill = run(FillRequest(photo, Mask.from_array(hole), "median"), registry=registry)
    assert (fill.apply(photo) == 7).all()


def test_there_is_a_portrait_an_object_and_a_16_bit_sample() -> None:
    names = {mask.name.removesuffix(".mask.png") for mask in MASKS}
    assert names == {"damaged-portrait", "launch-pad-16bit", "meadow"}


@pytest.mark.parametrize("mask", MASKS, ids=lambda path: path.name)
def test_each_sample_has_the_size_of_its_mask_and_is_described(mask: Path) -> None:
    photo = photo_of(mask)
    assert 300_000 <= photo.stat().st_size <= 3_000_000
    read = read_mask(mask)
    read.require_size(read_photo(photo).size)
    assert 0.005 < read.area / read.size.area < 0.2
    assert photo.name in (SAMPLES / "SAMPLES.md").read_text(encoding="utf-8")


def test_the_16_bit_sample_uses_its_bits_and_has_a_profile() -> None:
    path = SAMPLES / "launch-pad-16bit.tif"
    pixels = tifffile.imread(path)
    assert pixels.dtype == np.uint16
    assert len(np.unique(pixels)) > 20_000
    with Image.open(path) as image:
        assert image.info["icc_profile"]


def test_samples_can_be_made_again(tmp_path: Path) -> None:
    script = SAMPLES / "make_samples.py"
    subprocess.run([sys.executable, script, "-o", tmp_path], check=True, timeout=PATIENCE)
    again = np.asarray(Image.open(tmp_path / "damaged-portrait.png")).astype(int)
    shipped = np.asarray(Image.open(SAMPLES / "damaged-portrait.png")).astype(int)
    # another version of a library may round another way
    assert np.abs(again - shipped).mean() < 0.5


def test_the_licence_is_the_whole_apache_licence() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
