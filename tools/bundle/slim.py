"""Make a bundle for Linux smaller by what the program never uses: python tools/bundle/slim.py BUNDLE

- Libraries of codecs that only unused features of a package need become empty: with the same functions, but
  whoever calls one ends with a message. OpenCV reads no films here (PyAV does) and no AVIF (imagecodecs
  does), and no HEIC is written. A library that only these needed is removed.
- Of the data of ICU, which Qt uses to sort texts in a user's language, the rest is removed.
- All libraries lose the symbols that only debuggers read.

Needs gcc, binutils and icupkg (of ICU).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

EMPTIED = {
    "opencv_python_headless.libs": ("libavcodec", "libavformat", "libavutil", "libswscale", "libaom"),
    "pillow_heif.libs": ("libx265",),
}
"""By folder, the libraries that become empty."""
KEPT_OF_ICU = re.compile(
    r"coll/.*|(root|en|zh|pool|res_index|supplementalData|likelySubtags|keyTypeData|numberingSystems|metadata"
    r"|timezoneTypes|zoneinfo64|plurals|pluralRanges|icuver|icustd|langInfo|genderList|dayPeriods)\.res"
    r"|.*\.(icu|nrm)|ucase.*|brkitr/(root|res_index)\.res|brkitr/(char|word|sent|line|title)\.brk"
)
"""Names of the entries that are kept: how texts are compared, normalised and split."""

_STUB = """#include <stdio.h>
#include <stdlib.h>
static void left_out(const char *name)
{
    fprintf(stderr, "%s: left out of this bundle of Inpaint Studio\\n", name);
    abort();
}
"""


def run(*command: str | Path) -> str:
    """The output of a command, which must succeed."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def libraries(folder: Path) -> list[Path]:
    """All shared libraries in a folder, modules of Python among them."""
    found = [path for path in sorted(folder.rglob("*.so*")) if path.is_file() and not path.is_symlink()]
    return [path for path in found if path.read_bytes()[:4] == b"\x7fELF"]


def needed_by(library: Path) -> set[str]:
    """The names of the libraries that one is linked to."""
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "-dW", library)))


def functions(library: Path, users: Iterable[Path]) -> dict[str, str]:
    """The functions of a library that others call, with their versions (empty: none)."""
    own = {
        line.split()[-1].partition("@")[0] for line in run("nm", "-D", "--defined-only", library).splitlines()
    }
    called: dict[str, str] = {}
    for user in users:
        for line in run("nm", "-D", "--undefined-only", user).splitlines():
            name, _, version = line.split()[-1].partition("@")
            if name in own:
                called[name] = version.lstrip("@")
    return called


def empty(library: Path, users: Iterable[Path]) -> None:
    """Replace a library by one with just the functions that `users` call, which end the program."""
    called = functions(library, users)
    if not called:
        raise SystemExit(f"{library.name} is called by nobody: is it still what slim.py takes it for?")
    with tempfile.TemporaryDirectory() as place:
        source, versions = Path(place, "stub.c"), Path(place, "versions")
        bodies = (f'void {name}(void) {{ left_out("{name}"); }}\n' for name in sorted(called))
        source.write_text(_STUB + "".join(bodies), "utf-8")
        named = {version: [name for name in called if called[name] == version] for version in called.values()}
        named.pop("", None)
        nodes = (f"{version} {{ global: {'; '.join(names)}; }};\n" for version, names in named.items())
        versions.write_text("".join(nodes), "utf-8")
        script = [f"-Wl,--version-script={versions}"] if versions.read_text("utf-8") else []
        flags = ("-shared", "-fPIC", "-O1", "-s", "-fno-builtin", f"-Wl,-soname,{library.name}")
        library.unlink()
        run("gcc", *flags, *script, "-o", library, source)


def remove_unneeded(folder: Path, inside: Path) -> None:
    """Remove the libraries of a folder that nobody in `inside` is linked to any more, one after another."""
    while True:
        needed = set().union(*map(needed_by, libraries(inside)))
        idle = [path for path in libraries(folder) if path.name not in needed]
        if not idle:
            return
        for path in idle:
            path.unlink()


def slim_icu(library: Path) -> None:
    """Keep of ICU's data what `KEPT_OF_ICU` names."""
    symbol = re.search(
        r"(\w+) +\w+ OBJECT +GLOBAL +DEFAULT +\d+ (icudt(\d+)_dat)", run("readelf", "-sW", library)
    )
    section = re.search(r"\.rodata +PROGBITS +(\w+) (\w+) (\w+)", run("readelf", "-SW", library))
    if symbol is None or section is None:
        raise SystemExit(f"{library.name} is not the data of ICU that slim.py knows.")
    start, offset, size = (int(each, 16) for each in section.groups())
    name, version = symbol[2], symbol[3]
    at = int(symbol[1], 16) - start + offset
    with tempfile.TemporaryDirectory() as place:
        whole, small = Path(place, f"icudt{version}l.dat"), Path(place, "small", f"icudt{version}l.dat")
        small.parent.mkdir()
        whole.write_bytes(library.read_bytes()[at : offset + size])
        entries = run("icupkg", "-l", whole).split()
        goes = Path(place, "goes.txt")
        goes.write_text("\n".join(each for each in entries if not KEPT_OF_ICU.fullmatch(each)), "utf-8")
        run("icupkg", "-r", goes, "--ignore-deps", whole, small)
        source = Path(place, "data.S")
        source.write_text(
            f".section .rodata\n.balign 16\n.globl {name}\n.type {name}, @object\n"
            f'{name}:\n.incbin "{small}"\n'
            f'.size {name}, .-{name}\n.section .note.GNU-stack,"",@progbits\n',
            "utf-8",
        )
        library.unlink()
        run(
            "gcc", "-shared", "-nostdlib", "-s", f"-Wl,-soname,libicudata.so.{version}", "-o", library, source
        )


def strip(library: Path) -> None:
    """Remove the symbols that only debuggers read, unless binutils would break the library.

    They do break some libraries of wheels, into which auditwheel has written other names.
    """
    with tempfile.TemporaryDirectory() as place:
        small = Path(place, library.name)
        run("strip", "--strip-unneeded", "-o", small, library)
        loads = re.findall(r"LOAD +(\w+) (\w+) .* (\w+)$", run("readelf", "-lW", small), re.MULTILINE)
        if all((int(at, 16) - int(address, 16)) % int(unit, 16) == 0 for at, address, unit in loads):
            shutil.copyfile(small, library)


def main() -> None:
    """See the module."""
    inside = Path(sys.argv[1]) / "_internal"
    for place, stems in EMPTIED.items():
        folder = inside / place
        for stem in stems:
            (library,) = folder.glob(f"{stem}-*.so*")
            empty(library, [path for path in libraries(inside) if library.name in needed_by(path)])
        remove_unneeded(folder, inside)
    slim_icu(next((inside / "PySide6" / "Qt" / "lib").glob("libicudata.so.*")))
    for path in libraries(inside):
        strip(path)


if __name__ == "__main__":
    if not all(map(shutil.which, ("gcc", "readelf", "nm", "strip", "icupkg"))):
        sys.exit("slim.py needs gcc, binutils and icupkg (icu-devtools of Debian)")
    main()
