"""Pictures through GIMP 2.10, Krita and darktable and back, with our plug-ins and the program itself.

    python -m tests.benchmarks.round_trips [--only gimp,krita,darktable,ora]

Each program that is installed runs without a screen (darktable under Xvfb) in folders of its own. Columns:
`over` is the largest difference between the picture and what the program handed to Inpaint Studio, `back`
that between its layer before and the new layer outside the selection, both in steps of the depth; `filled`
the share of the selection that changed. The editor has a user who saves at once (`tests/e2e/once_driver.py`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from inpaint_studio.core.document.layers import LayerPatch
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.project import load_project, save_project
from tests.plugins import hosts
from tests.profiles import SRGB_CURVE, matrix_profile
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
P3 = np.array([[0.5151, 0.2920, 0.1571], [0.2412, 0.6922, 0.0666], [-0.0011, 0.0419, 0.7841]])
"""The colorants of Display P3, adapted to D50: rows are X, Y and Z."""
_PROGRAM = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); import runpy; "
    "runpy.run_module('tests.e2e.once_driver' if sys.argv[1] == 'edit' else 'inpaint_studio', "
    "run_name='__main__', alter_sys=False)"
)
COMMAND = (sys.executable, "-c", _PROGRAM)
"""Inpaint Studio; its editor has a user who saves at once."""

Row = tuple[str, str, str, str]


def picture(path: Path, dtype: Any, channels: int = 3, *, alpha: bool = False, wide: bool = True) -> Photo:
    """A soft picture with noise; with the profile of Display P3 if it has colours and is `wide`."""
    rng = np.random.default_rng(1)
    top = np.iinfo(dtype).max
    soft = cv2.GaussianBlur(rng.random((90, 120, channels)).astype(np.float32), (0, 0), 3)
    soft = soft.reshape(90, 120, channels)
    pixels = np.clip((soft - soft.min()) / np.ptp(soft) * 0.9 * top + rng.integers(0, 3, soft.shape), 0, top)
    plane = rng.integers(top // 2, top, (90, 120), dtype) if alpha else None
    icc = matrix_profile(P3, SRGB_CURVE) if channels == 3 and wide else None
    photo = Photo(pixels.astype(dtype), plane, icc=icc)
    write_photo(path, photo, overwrite=True)
    return photo


def difference(one: np.ndarray, other: np.ndarray, where: np.ndarray | None = None) -> str:
    """The largest one, as a number of steps."""
    apart = np.abs(one.astype(np.int64) - other.astype(np.int64)).reshape(*one.shape[:2], -1).max(axis=2)
    return str(int((apart if where is None else apart[where]).max(initial=0)))


def compared(files: dict[str, str], original: Photo) -> tuple[str, str, str]:
    """What went over, what came back outside the selection, and the share of the selection that changed."""
    before, after = read_photo(files["before"]), read_photo(files["after"])
    selected = read_photo(files["selection"]).pixels[..., 0] > 0
    over = difference(before.pixels, original.pixels)
    if before.alpha is not None and original.alpha is not None:
        over = str(max(int(over), int(difference(before.alpha, original.alpha))))
    changed = (before.pixels != after.pixels).any(axis=2)[selected].mean()
    depth = f"{8 * before.pixels.itemsize} bit"
    kept = "-" if original.icc is None else ("same" if before.icc == original.icc else "rewritten")
    return (
        f"{over} ({depth}, profile {kept})",
        difference(before.pixels, after.pixels, ~selected),
        f"{changed:.0%}",
    )


def files_in(folder: Path, selection: str) -> dict[str, str]:
    names = {"picture": "photo.tif", "before": "before.tif", "after": "after.tif", "selection": selection}
    return {key: str(folder / name) for key, name in names.items()}


GIMP_CASES: tuple[tuple[str, Any, int, bool, str], ...] = (
    ("RGB, 16 bit", np.uint16, 3, False, ""),
    ("RGB, 8 bit", np.uint8, 3, False, ""),
    ("RGBA, 16 bit", np.uint16, 3, True, ""),
    ("grey, 16 bit", np.uint16, 1, False, ""),
    ("RGB, 32-bit float image", np.uint16, 3, False,
     "(gimp-image-convert-precision image PRECISION-FLOAT-GAMMA)"),
    ("RGB, 16-bit linear image", np.uint16, 3, False,
     "(gimp-image-convert-precision image PRECISION-U16-LINEAR)"),
)  # fmt: skip
FILL_2 = '(inpaint-studio-run-fill image layer "biharmonic")'
EDIT_2 = "(inpaint-studio-run-edit image layer)"


def gimp(folder: Path) -> Iterator[Row]:
    hosts.installed("gimp", folder / "2.10", COMMAND)
    for name, dtype, channels, alpha, prepare in GIMP_CASES:
        files = files_in(folder, "selection.tif")
        original = picture(Path(files["picture"]), dtype, channels, alpha=alpha)
        for act, words in (("fill", FILL_2), ("edit", EDIT_2))[: 2 if name == GIMP_CASES[0][0] else 1]:
            said = hosts.gimp(folder, hosts.GIMP_TRIP.format(prepare=prepare, act=words, **files))
            assert "code 0" in said, said
            yield (f"GIMP 2.10, {name}: {act}", *compared(files, original))


KRITA_CASES: tuple[tuple[str, Any, int, bool, str], ...] = (
    ("RGB, 16 bit", np.uint16, 3, False, "pass"),
    ("RGB, 8 bit", np.uint8, 3, False, "pass"),
    ("RGBA, 16 bit", np.uint16, 3, True, "pass"),
    ("grey, 16 bit", np.uint16, 1, False, "pass"),
    ("RGB, 32-bit float image", np.uint16, 3, False,
     'document.setColorSpace("RGBA", "F32", document.colorProfile())'),
)  # fmt: skip


def krita(folder: Path) -> Iterator[Row]:
    hosts.installed("krita", folder / "krita", COMMAND)
    plugins = str(folder / "krita" / "pykrita")
    for name, dtype, channels, alpha, prepare in KRITA_CASES:
        files = files_in(folder, "selection.png")
        original = picture(Path(files["picture"]), dtype, channels, alpha=alpha)
        engines = ("biharmonic", None)[: 2 if name == KRITA_CASES[0][0] else 1]
        for engine in engines:
            script = hosts.KRITA_TRIP.format(plugins=plugins, prepare=prepare, engine=engine, **files)
            said = hosts.krita(folder, script)
            assert "code 0" in said, said
            yield (f"Krita 5.1, {name}: {'edit' if engine is None else 'fill'}", *compared(files, original))


DARKTABLE_TRIP = """
local studio = require "inpaint_studio/inpaint_studio"
local dt = require "darktable"
dt.control.dispatch(function()
  local log = io.open("{folder}/log.txt", "w")
  local done, why = pcall(function()
    local image = dt.database.import("{picture}")
    local format = dt.new_format("tiff")
    format.bpp = 16
    for number = 1, 2 do
      studio.choice.selected = number
      format:write_image(image, "{folder}/exported.tif")
      os.execute("cp '{folder}/exported.tif' '{before}'")
      local extra = {{}}
      studio.store(nil, image, format, "{folder}/exported.tif", 1, 1, true, extra)
      studio.finalize(nil, nil, extra)
    end
    for _, each in ipairs(dt.database) do
      log:write(each.filename, " is grouped with ", each.group_leader.filename, "\\n")
    end
  end)
  log:write(done and "end" or tostring(why) .. "\\nend", "\\n")
  log:close()
end)
"""


@contextmanager
def display() -> Iterator[str]:
    """The name of an X server of our own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def darktable(folder: Path) -> Iterator[Row]:
    hosts.installed("darktable", folder / "config", COMMAND)
    files = files_in(folder, "none")
    picture(Path(files["picture"]), np.uint16)
    trip = DARKTABLE_TRIP.format(folder=folder, **files)
    (folder / "config" / "luarc").write_text(trip)
    words = ["darktable", "--library", ":memory:", "--configdir", str(folder / "config"), "--disable-opencl"]
    log = folder / "log.txt"
    with display() as name:
        environment = {**os.environ, "DISPLAY": name, "HOME": str(folder), "QT_QPA_PLATFORM": "offscreen"}
        process = subprocess.Popen(
            words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_until(lambda: log.exists() and log.read_text().endswith("end\n"), "the log of darktable")
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    said = log.read_text()
    exported = read_photo(files["before"])
    for name, act in (("photo-healed.tif", "edit"), ("photo-healed-2.tif", "find and fill")):
        assert f"{name} is grouped with photo.tif" in said, said
        back = read_photo(folder / name)
        same = "same" if back.icc == exported.icc else "rewritten"
        depth = f"{8 * exported.pixels.itemsize} bit"
        over = f"its own export ({depth}, profile {same})"
        yield f"darktable 4.2, RGB: {act}", over, difference(back.pixels, exported.pixels), "-"


KRITA_LAYERS = """
from krita import *
import random

def main(arguments):
    Krita.instance().setBatchmode(True)
    if {source!r}:
        document = Krita.instance().openDocument({source!r})
    else:
        document = Krita.instance().openDocument({picture!r})
        random.seed(2)
        data = QByteArray(bytes(random.randrange(256) for _ in range(30 * 30 * 4 * {bytes})))
        group = document.createGroupLayer("group")
        group.setOpacity(150)
        document.rootNode().addChildNode(group, None)
        for name, parent, mode in (("half", group, "normal"), ("light", document.rootNode(), {mode!r})):
            layer = document.createNode(name, "paintlayer")
            layer.setPixelData(data, 20, 20, 30, 30)
            layer.setOpacity(120)
            layer.setBlendingMode(mode)
            parent.addChildNode(layer, None)
        hidden = document.createNode("hidden", "paintlayer")
        hidden.setPixelData(data, 60, 20, 30, 30)
        hidden.setVisible(False)
        document.rootNode().addChildNode(hidden, None)
    document.refreshProjection()
    document.waitForDone()
    document.setBatchmode(True)  # or Krita asks
    if {ora!r}:
        document.saveAs({ora!r})
    info = InfoObject()
    for name, value in (("alpha", True), ("flatten", True), ("compressiontype", 0), ("saveProfile", True)):
        info.setProperty(name, value)
    document.exportImage({shown!r}, info)
    def names(node):
        return [each.name() + "/" + each.blendingMode() for each in node.childNodes()] + [
            name for each in node.childNodes() for name in names(each)]
    print("LAYERS", "|".join(names(document.rootNode())))
    document.close()
"""


def ora(folder: Path) -> Iterator[Row]:
    """Layers of Krita to us, with a fill of ours back to Krita."""
    for mode in ("normal", "multiply"):
        for dtype, name in ((np.uint8, "8 bit"), (np.uint16, "16 bit")):
            photo, theirs, ours = (folder / each for each in ("photo.tif", "theirs.ora", "ours.ora"))
            picture(photo, dtype, wide=False)  # Krita converts an .ora to sRGB when it opens it
            about = {"picture": str(photo), "bytes": np.dtype(dtype).itemsize, "mode": mode}
            shown = folder / "shown.tif"
            first = hosts.krita(
                folder, KRITA_LAYERS.format(source="", ora=str(theirs), shown=str(shown), **about)
            )
            project = load_project(theirs)
            over = _against(project.state.document.flattened(), read_photo(shown))
            filled = _filled(project)
            save_project(ours, filled, overwrite=True)
            again = folder / "again.tif"
            second = hosts.krita(
                folder, KRITA_LAYERS.format(source=str(ours), ora="", shown=str(again), **about)
            )
            back = _against(filled.state.document.flattened(), read_photo(again))
            before, after = (_layers(said) for said in (first, second))
            kept = sum(each in after for each in before)
            layers = f"{kept} of {len(before)} layers kept"
            with zipfile.ZipFile(theirs) as one, zipfile.ZipFile(ours) as other:
                stored = {other.read(each) for each in other.namelist() if each.startswith("data/layers/")}
                same = all(one.read(each) in stored for each in one.namelist() if each.startswith("data/"))
            yield f"Krita .ora, {mode}, {name}", over, back, f"{layers}, {'same' if same else 'other'} bytes"


def _layers(said: str) -> list[str]:
    return said.partition("LAYERS ")[2].splitlines()[0].split("|")


def _filled(project: Any) -> Any:
    document = project.state.document
    rect = Rect(10, 50, 20, 20)
    top = np.iinfo(document.dtype).max
    pixels = np.full((20, 20, document.channels), top // 3, document.dtype)
    alpha = np.full((20, 20), top, document.dtype) if document.has_alpha else None
    patch = LayerPatch(rect, pixels, np.full((20, 20), 255, np.uint8), alpha)
    return replace(project, state=project.state.with_document(document.with_fill([patch], "Fill")))


def _against(ours: Photo, theirs: Photo) -> str:
    """The largest difference in steps of 8 bit, in which Krita writes its merged picture."""
    one, other = (
        each.pixels if each.dtype == np.uint8 else np.rint(each.pixels / 257) for each in (ours, theirs)
    )
    return f"{difference(one, other)} of 255"


PARTS: dict[str, tuple[str, Callable[[Path], Iterator[Row]]]] = {
    "gimp": (hosts.GIMP, gimp),
    "krita": (hosts.KRITA, krita),
    "darktable": (hosts.DARKTABLE, darktable),
    "ora": (hosts.KRITA, ora),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default=",".join(PARTS))
    wanted = parser.parse_args().only.split(",")
    print("| picture | over | back | filled |\n| --- | --- | --- | --- |")
    for name, (program, trips) in PARTS.items():
        if name not in wanted:
            continue
        if not hosts.is_there(program):
            print(f"| {program} is not installed | | | |")
            continue
        folder = Path(tempfile.mkdtemp(prefix="round-trips-"))
        try:
            for row in trips(folder):
                print(f"| {' | '.join(row)} |", flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
