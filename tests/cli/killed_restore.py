"""`inpaint-studio restore` that is killed while it writes a certain picture:

    python -m tests.cli.killed_restore NAME half|none ARGUMENTS …

"half": half of its bytes are in the temporary file; "none": its sidecar is there, and nothing of it.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from inpaint_studio.__main__ import main
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.finding import network
from inpaint_studio.jobs import files
from tests import white_is_damage


def killed() -> None:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def write(path: Path, *arguments: Any, **options: Any) -> Any:
    """As usual, but of the one picture only half or nothing is written."""
    if path.name != name:
        return write_photo(path, *arguments, **options)
    if moment == "half":
        (path.parent / f".inpaint-{'0' * 12}.tmp").write_bytes(b"half of it")
    return killed()


if __name__ == "__main__":
    name, moment, *words = sys.argv[1:]
    network.look = white_is_damage.look
    network.classifier = white_is_damage.no_opinion
    files.write_photo = write
    sys.exit(main(["restore", *words]))
