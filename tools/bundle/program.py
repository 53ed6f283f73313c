"""The program inside a bundle: the command line, the editor, and the processes that they start.

A bundle has no Python interpreter, so the program itself is started again for a worker of a batch or the
process of a model.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import ssl
import sys
from pathlib import Path

_BASELINE = {"x86_64": "x86-64-v2", "AMD64": "x86-64-v2"}  # what NumPy's packages need too
TARGET = {"NUMBA_CPU_NAME": _BASELINE.get(platform.machine(), "generic"), "NUMBA_CPU_FEATURES": ""}
"""What the kernels of a bundle are compiled for, as environment variables; child processes inherit them."""
_CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # Alpine
)


def main() -> int:
    """Run what the arguments ask for; without any, the editor. Returns the exit code."""
    os.environ |= TARGET  # before numba is loaded
    _restore_library_path()
    multiprocessing.freeze_support()  # never returns in a worker
    from inpaint_studio.weights.process.process import CHILD

    if sys.argv[1:] == [CHILD]:
        from inpaint_studio.weights.process.child import main as answer

        answer()
        return 0
    from inpaint_studio.__main__ import main as program

    _find_certificates()
    return program(_command(sys.argv[1:]))


def _command(given: list[str]) -> list[str]:
    """The command line that is meant: the editor without any, or with just a file, as after drag and drop."""
    if not given or (len(given) == 1 and Path(given[0]).is_file()):
        return ["edit", *given]
    return given


def _restore_library_path() -> None:
    """Let programs of the system, such as a file manager, find their own libraries and not the bundle's.

    This program itself, when it is started again, is told to begin from the start and set the path anew.
    """
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        os.environ.pop(name, None)
        if before := os.environ.pop(f"{name}_ORIG", None):
            os.environ[name] = before


def _find_certificates() -> None:
    """Tell OpenSSL, for downloads, where this system keeps its certificates; not all do so in one place."""
    usual = ssl.get_default_verify_paths()
    if sys.platform == "linux" and usual.cafile is None and usual.capath is None:
        if found := next(filter(os.path.exists, _CERTIFICATES), None):
            os.environ[usual.openssl_cafile_env] = found


if __name__ == "__main__":
    sys.exit(main())
