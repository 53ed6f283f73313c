"""The files for desktops: valid where their validators are installed, complete, and of one name."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml
from PIL import Image

from inpaint_studio import __version__
from inpaint_studio.codec.files import ENDING as COMPRESSED
from inpaint_studio.core.paths import resources_dir
from inpaint_studio.core.project import ENDING as PROJECT
from inpaint_studio.core.version import APP_ID
from inpaint_studio.jobs.folders import FILM_ENDINGS, FILM_PROJECT, PHOTO_ENDINGS
from tests.waiting import PATIENCE

FOLDER = resources_dir() / "desktop"
TYPES = "{http://www.freedesktop.org/standards/shared-mime-info}"
SYSTEM_GLOBS = Path("/usr/share/mime/globs2")


def checked(program: str, *arguments: str | Path, folder: Path | None = None) -> str:
    """What a validator prints; fails if it finds a fault, and is skipped where it is not installed."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(FOLDER / f"{APP_ID}.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def globs_of(own: Path) -> dict[str, str]:
    """The type of each ending that our own file declares."""
    return {
        str(glob.get("pattern")).removeprefix("*"): str(kind.get("type"))
        for kind in ET.parse(own).getroot().iter(f"{TYPES}mime-type")
        for glob in kind.iter(f"{TYPES}glob")
    }


def test_the_desktop_entry_is_valid() -> None:
    printed = checked("desktop-file-validate", FOLDER / f"{APP_ID}.desktop")
    assert "error" not in printed


def test_the_appstream_file_is_valid() -> None:
    checked("appstreamcli", "validate", "--no-net", FOLDER / f"{APP_ID}.metainfo.xml")


def test_the_types_of_files_are_understood(tmp_path: Path) -> None:
    packages = tmp_path / "mime" / "packages"
    packages.mkdir(parents=True)
    shutil.copy(FOLDER / f"{APP_ID}.mime.xml", packages)
    checked("update-mime-database", tmp_path / "mime")
    lines = (tmp_path / "mime" / "globs2").read_text(encoding="utf-8").splitlines()
    found = dict(reversed(line.split(":")[1:]) for line in lines if not line.startswith("#"))
    assert found["*.ora"] == "image/openraster"
    assert found["*.film"] == "application/x-inpaint-studio-film"


def test_the_flatpak_manifest_is_understood(tmp_path: Path) -> None:
    # it leaves a folder of its own where it runs
    checked("flatpak-builder", "--show-manifest", FOLDER / f"{APP_ID}.yml", folder=tmp_path)


def test_the_flatpak_manifest_installs_files_that_exist_under_the_name_of_the_program() -> None:
    manifest = yaml.safe_load((FOLDER / f"{APP_ID}.yml").read_text(encoding="utf-8"))
    assert manifest["id"] == APP_ID
    assert manifest["command"] == entry()["TryExec"]
    commands = " ".join(manifest["modules"][0]["build-commands"]).replace("${FLATPAK_ID}", APP_ID)
    named = {word for word in commands.split() if word.startswith("resources/") and "*" not in word}
    assert {Path(name).name for name in named} == {
        path.name for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".yml"
    }
    assert all((FOLDER.parents[1] / name).is_file() for name in named)


def test_the_icon_has_every_size_and_is_not_empty() -> None:
    for path in (FOLDER / "icons").iterdir():
        with Image.open(path) as icon:
            assert icon.size == (int(path.stem), int(path.stem))
            assert icon.mode == "RGBA"
            low, high = icon.getchannel("A").getextrema()
            assert (low, high) == (0, 255)
    assert {path.stem for path in (FOLDER / "icons").iterdir()} >= {"16", "32", "48", "128", "256"}


def test_the_drawing_holds_no_script_and_nothing_from_elsewhere() -> None:
    root = ET.parse(FOLDER / f"{APP_ID}.svg").getroot()
    assert root.get("width") == root.get("height")
    assert not {element.tag.rpartition("}")[2] for element in root.iter()} & {
        "script",
        "image",
        "use",
        "style",
    }


def test_all_files_have_the_name_and_the_version_of_the_program() -> None:
    about = ET.parse(FOLDER / f"{APP_ID}.metainfo.xml").getroot()
    assert about.findtext("id") == APP_ID
    assert about.findtext("launchable") == f"{APP_ID}.desktop"
    assert about.find("releases/release").get("version") == __version__  # type: ignore[union-attr]
    assert entry()["Icon"] == entry()["StartupWMClass"] == APP_ID
    offered = set(entry()["MimeType"].split(";"))
    assert {kind.text for kind in about.iter("mediatype")} <= offered


def test_our_own_files_have_a_type() -> None:
    own = globs_of(FOLDER / f"{APP_ID}.mime.xml")
    assert {PROJECT, FILM_PROJECT, COMPRESSED} <= set(own)
    offered = entry()["MimeType"].split(";")
    assert own[PROJECT] in offered
    assert own[FILM_PROJECT] in offered


@pytest.mark.skipif(not SYSTEM_GLOBS.exists(), reason="shared-mime-info is not installed")
def test_every_file_that_the_editor_opens_is_offered_to_it() -> None:
    lines = SYSTEM_GLOBS.read_text(encoding="utf-8").splitlines()
    system: dict[str, set[str]] = {}
    for line in lines:
        if not line.startswith("#"):
            _, kind, glob, *_ = line.split(":")
            system.setdefault(glob.removeprefix("*"), set()).add(kind)
    offered = set(entry()["MimeType"].split(";"))
    raw = (".dng", ".nef", ".cr2", ".arw", ".orf", ".rw2", ".raf", ".dcm")
    for ending in (*PHOTO_ENDINGS, *FILM_ENDINGS, *raw, PROJECT):
        assert system.get(ending, offered) & offered, ending
