"""What the tests of the plug-ins share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the stand-in of the program keeps what it was given."""
    folder = tmp_path / "seen"
    folder.mkdir()
    monkeypatch.setenv("STUDIO_SEEN", str(folder))
    return folder
