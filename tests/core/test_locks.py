"""One program at a time holds a lock, and a dead one holds none."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from inpaint_studio.core.locks import FolderLock


def test_a_lock_is_given_once_and_again_after_its_release(tmp_path: Path) -> None:
    first = FolderLock.take(tmp_path)
    assert first is not None
    assert FolderLock.take(tmp_path) is None
    first.release()
    with FolderLock.take(tmp_path) or first as again:
        assert again is not first


def test_the_lock_of_a_program_that_was_killed_is_free(tmp_path: Path) -> None:
    program = (
        "import sys, time, pathlib\n"
        "from inpaint_studio.core.locks import FolderLock\n"
        "lock = FolderLock.take(pathlib.Path(sys.argv[1]))\n"
        "print('taken', flush=True)\n"
        "time.sleep(3600)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken\n"
        assert FolderLock.take(tmp_path) is None
        process.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        process.wait()
    lock = FolderLock.take(tmp_path)
    assert lock is not None
    lock.release()


def test_a_lock_can_be_removed_with_its_folder_and_is_one_lock_still(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    lock = FolderLock.take(folder)
    assert lock is not None
    lock.remove()
    assert list(folder.iterdir()) == []
    folder.rmdir()
    folder.mkdir()
    with FolderLock.take(folder) or lock as again:
        assert again is not lock
        assert FolderLock.take(folder) is None
