"""The plug-ins in the real GIMP 2.10 and Krita, if REAL_HOSTS is set and they are installed.

They take a minute to start; the stand-ins always run. What the programs hand over and take back is compared,
and a stand-in plays Inpaint Studio. `python -m tests.benchmarks.round_trips` does the same with the program
itself, and with darktable.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from tests.plugins import hosts
from tests.plugins.studio import COMMAND
from tests.profiles import srgb_profile


def wanted(program: str) -> bool:
    return bool(os.environ.get("REAL_HOSTS")) and hosts.is_there(program)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """16 bit, with a profile."""
    noise = np.random.default_rng(3).integers(0, 60000, (90, 120, 3)).astype(np.float32)
    pixels = cv2.GaussianBlur(noise, (0, 0), 2).astype(np.uint16)
    write_photo(tmp_path / "photo.tif", Photo(pixels, icc=srgb_profile()))
    return tmp_path / "photo.tif"


@pytest.fixture
def files(tmp_path: Path, picture: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    seen = tmp_path / "seen"
    seen.mkdir()
    monkeypatch.setenv("STUDIO_SEEN", str(seen))
    names = {"before": "before.tif", "after": "after.tif", "selection": "selection.tif"}
    return {"picture": str(picture), **{key: str(tmp_path / name) for key, name in names.items()}}


def check(files: dict[str, str], seen: Path, mask: Path) -> None:
    """The picture came over and back unchanged, except where the selection is."""
    original, before, after = (read_photo(files[name]) for name in ("picture", "before", "after"))
    selection = read_photo(mask).pixels[..., 0]
    assert before.dtype == after.dtype == np.uint16
    assert np.array_equal(read_photo(seen / "picture.tif").pixels, original.pixels)
    assert np.array_equal(before.pixels, original.pixels)
    assert set(np.unique(selection)) >= {0, 255}
    assert len(np.unique(selection)) > 4  # its soft edge
    assert (after.pixels[selection > 0] == 65535).all()
    assert np.array_equal(after.pixels[selection == 0], original.pixels[selection == 0])


@pytest.mark.skipif(not wanted(hosts.GIMP), reason="needs REAL_HOSTS=1 and GIMP 2.10")
def test_gimp_fills_its_selection(tmp_path: Path, files: dict[str, str]) -> None:
    hosts.installed("gimp", tmp_path / "2.10", COMMAND)
    act = '(inpaint-studio-run-fill image layer "exemplar")'
    said = hosts.gimp(tmp_path, hosts.GIMP_TRIP.format(prepare="", act=act, **files))
    for line in ("code 0", "layers 2", "name Filled by Inpaint Studio", "at 0 0"):
        assert line in said
    check(files, tmp_path / "seen", tmp_path / "seen" / "mask.tif")
    words = json.loads((tmp_path / "seen" / "words.json").read_text())
    assert words[0] == "fill"
    assert words[-3:] == ["--engine", "exemplar", "--soft"]


@pytest.mark.skipif(not wanted(hosts.KRITA), reason="needs REAL_HOSTS=1 and Krita")
def test_krita_fills_its_selection(tmp_path: Path, files: dict[str, str]) -> None:
    hosts.installed("krita", tmp_path / "krita", COMMAND)
    plugins = str(tmp_path / "krita" / "pykrita")
    files["selection"] = str(tmp_path / "selection.png")
    script = hosts.KRITA_TRIP.format(plugins=plugins, prepare="pass", engine="exemplar", **files)
    said = hosts.krita(tmp_path, script)
    assert "code 0" in said, said
    assert "depth U16 name Filled by Inpaint Studio" in said
    check(files, tmp_path / "seen", tmp_path / "seen" / "mask.png")
