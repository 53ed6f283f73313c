"""Write the licences of all that a bundle contains: python tools/bundle/notices.py BUNDLE

Into BUNDLE/licences: for each Python package its licence and those of the libraries in it, for each library
of this system its copyright file (Debian), and NOTICE.txt, which lists them.
"""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
from pathlib import Path

_BUILDERS = {"altgraph", "pip", "pyinstaller-hooks-contrib", "setuptools"}
_NAMES = ("LICEN", "COPYING", "NOTICE", "AUTHORS")
_HEAD = """Inpaint Studio is licensed under the Apache License 2.0 (LICENSE.txt).

This bundle also contains the packages and libraries below, as their projects publish them; their licences
are in the folders of their names. On Linux it leaves out symbols for debuggers, some data of ICU, the
FFmpeg and libaom of OpenCV, and the x265 of the HEIF library (tools/bundle/slim.py). Qt and PySide are used
under the LGPL 3: their libraries are files of this bundle that may be replaced. The FFmpeg in PyAV contains
x264 and x265, as does the HEIF library except on Linux. These are under the GPL 2 or later, so the bundle as
a whole is passed on under the GPL 3. The sources are those of the versions named here, on the pages of their
projects. An install by pip without the extras heic and video is the same program without these two.

"""


def python_packages(folder: Path) -> list[str]:
    """Copy the licences of the Python packages of this environment; a line on each."""
    lines = []
    for found in sorted(importlib.metadata.distributions(), key=lambda each: each.name.lower()):
        if found.name.lower() in _BUILDERS:
            continue
        about = found.metadata
        licence = about["License-Expression"] or _of_classifiers(about.get_all("Classifier") or [])
        licence = licence or (about["License"] or "see its folder").splitlines()[0]
        lines.append(f"{found.name} {found.version}: {licence}")
        for file in found.files or []:
            if file.name.upper().startswith(_NAMES) and file.suffix not in (".py", ".pyc"):
                to = folder / found.name / "-".join(file.parts[1:])
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file.locate(), to)
    return lines


def _of_classifiers(classifiers: list[str]) -> str:
    return ", ".join(each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::"))


def system_libraries(bundle: Path, folder: Path) -> list[str]:
    """Copy Debian's copyright files of the libraries taken from this system; a line on each package."""
    names = {path.name for path in (bundle / "_internal").glob("*.so*")}
    # not found are the libraries that came with Python packages, and Python's own
    asked = ["dpkg", "-S", *(f"*/{name}" for name in sorted(names))]
    found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    packages: dict[str, set[str]] = {}
    for line in found.splitlines():
        owner, _, path = line.rpartition(": ")
        package = owner.partition(":")[0]
        if (Path("/usr/share/doc") / package / "copyright").is_file():
            packages.setdefault(package, set()).add(Path(path).name)
    for package in packages:
        (folder / package).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path("/usr/share/doc") / package / "copyright", folder / package / "copyright")
    return [f"{package}: {', '.join(sorted(names))}" for package, names in sorted(packages.items())]


def main() -> None:
    """See the module."""
    bundle = Path(sys.argv[1])
    folder = bundle / "licences"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copyfile(Path(__file__).parents[2] / "LICENSE", folder / "LICENSE.txt")
    packages = python_packages(folder)
    libraries = system_libraries(bundle, folder) if shutil.which("dpkg") else []
    text = _HEAD + "Python packages\n\n" + "\n".join(packages)
    text += "\n\nPython itself: PSF License 2."
    text += "\nPyInstaller's loader: GPL 2 or later, with an exception for the programs that it starts.\n"
    if libraries:
        text += "\nLibraries of Debian\n\n" + "\n".join(libraries) + "\n"
    (folder / "NOTICE.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
