"""A session on a CT of three frames made by code, shown at 100 %."""

from __future__ import annotations

from pathlib import Path

import pytest

from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.gui.files.reading import read_picture
from inpaint_studio.gui.session.session import Session
from tests.gui.medical.objects import phantom, write_dicom


@pytest.fixture
def ct(tmp_path: Path) -> Path:
    """A file with three frames of 80 x 60."""
    return write_dicom(tmp_path / "ct.dcm", phantom(3))


@pytest.fixture
def session(empty_session: Session, ct: Path) -> Session:
    """That file is open."""
    empty_session.open(read_picture(ct), ct)
    empty_session.fills.join = JoinOptions("none", colour=False, grain=False)
    return empty_session
