"""A session that is kept for recovery, and its end."""

from __future__ import annotations

from pathlib import Path

from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.gui.files.recovery import Keeper
from inpaint_studio.gui.session.session import Session


def begun(keeper: Keeper, session: Session, path: Path) -> Path:
    """The folder of a session that has been opened on the file."""
    place = keeper.begin(path, None)
    assert place is not None
    session.open(read_photo(path), path, keeper.adopt(place))
    assert keeper.folder == place.folder
    return place.folder


def died(session: Session, keeper: Keeper) -> None:
    """What a crash leaves: the folder as it is, and no lock."""
    keeper.tick()
    session.close_photo(discard=False)
