"""Runs the real GIMP 2.10, Krita and darktable without a screen, with our plug-in, on a picture."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from inpaint_studio.cli.plugins.install import write
from inpaint_studio.cli.plugins.programs import Target, targets
from tests.waiting import PATIENCE

GIMP, KRITA, DARKTABLE = "gimp-console-2.10", "kritarunner", "darktable"


def is_there(program: str) -> bool:
    return shutil.which(program) is not None


def installed(program: str, folder: Path, command: Sequence[str]) -> Target:
    """The plug-in, in a folder of its own, with this command instead of the program."""
    (target,) = targets(program, folder)
    write(target)
    path = folder / target.plugin.command
    if path.suffix == ".json":
        path.write_text(json.dumps(list(command)))
    else:
        path.write_text("return { " + ", ".join(f"[[{word}]]" for word in command) + " }")
    return target


def run(words: Sequence[str | Path], **environment: str) -> str:
    """What a program prints; it has a home of its own."""
    done = subprocess.run(
        [str(word) for word in words],
        env={**os.environ, "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=PATIENCE,
        check=False,
    )
    return done.stdout + done.stderr


def gimp(home: Path, script: str) -> str:
    """Run a script in Scheme in GIMP, with the plug-in that is installed in `home`/2.10."""
    path = home / "script.scm"
    path.write_text(script)
    load = f'(load "{path}")'
    words = [GIMP, "-i", "-d", "-f", "-s", "-c", "-b", load, "-b", "(gimp-quit 0)"]
    return run(words, GIMP2_DIRECTORY=str(home / "2.10"), HOME=str(home))


GIMP_TRIP = """
(let* ((image (car (gimp-file-load RUN-NONINTERACTIVE "{picture}" "{picture}")))
       (layer (car (gimp-image-get-active-layer image))))
  {prepare}
  (gimp-context-set-feather TRUE)
  (gimp-context-set-feather-radius 4 4)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 40 30 20 20)
  (inpaint-studio-save-layer image layer "{before}")
  (inpaint-studio-save-selection image layer "{selection}")
  (gimp-message (string-append "code " (number->string {act})))
  (let ((new (car (gimp-image-get-active-layer image))))
    (gimp-message (string-append "layers " (number->string (car (gimp-image-get-layers image)))))
    (gimp-message (string-append "name " (car (gimp-item-get-name new))))
    (gimp-message (string-append "at " (number->string (car (gimp-drawable-offsets new))) " "
                                 (number->string (cadr (gimp-drawable-offsets new)))))
    (inpaint-studio-save-layer image new "{after}")))
"""
"""`prepare` changes the image, `act` is the command; the files are those of a layer before and after."""

KRITA_TRIP = """
import sys, types
sys.path.insert(0, {plugins!r})
from krita import *
from pathlib import Path

def main(arguments):
    package = types.ModuleType("inpaint_studio")  # without its __init__, which needs a window
    package.__path__ = [{plugins!r} + "/inpaint_studio"]
    sys.modules["inpaint_studio"] = package
    from inpaint_studio.exchange import exchanged, save_layer, save_selection
    Krita.instance().setBatchmode(True)
    document = Krita.instance().openDocument({picture!r})
    {prepare}
    selection = Selection()
    selection.select(40, 30, 20, 20, 255)
    selection.feather(3)
    document.setSelection(selection)
    layer = document.rootNode().childNodes()[0]
    save_layer(document, layer, Path({before!r}))
    save_selection(document, selection, Path({selection!r}))
    print("code", *exchanged(document, layer, {engine!r}))
    new = document.rootNode().childNodes()[1]
    print("depth", document.colorDepth(), "name", new.name())
    save_layer(document, new, Path({after!r}))
    document.setBatchmode(True)
    document.close()
"""
"""`prepare` changes the document; `engine` is None for the editor."""


def krita(home: Path, script: str) -> str:
    """Run a script in Python in Krita; its function is `main`."""
    (home / "drive.py").write_text(script)
    empty = {"XDG_CONFIG_HOME": "", "XDG_DATA_HOME": "", "XDG_CACHE_HOME": "", "HOME": str(home / "user")}
    (home / "user").mkdir(exist_ok=True)
    words = [KRITA, "-s", "drive", "-f", "main"]
    return run(words, PYTHONPATH=str(home), **empty)
