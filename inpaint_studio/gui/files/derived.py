"""Saving a medical image: never over its file, but as a derived object that says how it was made."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from ...core.document.state import State
from ...core.errors import StudioError
from ...core.files import exists
from ..dialogs.derived import DerivedChoice, DerivedDialog
from ..dialogs.replacing import file_to_write, may_replace
from ..session.session import Session

if TYPE_CHECKING:
    from ...medical.stacked import MedicalPhoto

ENDINGS = {"dicom": (".dcm", ".dicom"), "nifti": (".nii", ".nii.gz")}
"""The endings of a derived object by the kind of its image; the first is added to a name without one."""


def ask_derived(
    session: Session, before: DerivedChoice, proposed: Path, window: QWidget | None
) -> tuple[Path, bool, DerivedChoice] | None:
    """Ask how and where to write a derived object: the file, whether it may replace one, and the choices.

    None if it was cancelled. The original is refused: a StudioError "medical-original" says so.
    """
    photo = session.medical.photo
    assert photo is not None
    dialog = DerivedDialog(before, has_tags=photo.image.kind == "dicom", parent=window)
    accepted, choice = dialog.exec(), dialog.choice
    dialog.deleteLater()
    if not accepted or not session.still_open(photo):
        return None
    known = ENDINGS[photo.image.kind]
    words = QCoreApplication.translate("Derived", "Derived object ({endings})")
    name, _ = QFileDialog.getSaveFileName(
        window,
        QCoreApplication.translate("Derived", "Save a derived object"),
        str(proposed),
        words.format(endings=" ".join(f"*{ending}" for ending in known)),
    )
    target = file_to_write(name, known[0], tuple(Path(f"x{ending}").suffix for ending in known), window)
    if target is None or not session.still_open(photo):
        return None
    path, overwrite = target
    if is_original(path, session.origin):
        session.fail(StudioError("medical-original", path=path))
        return None
    beside = _region_file(photo, path, choice)
    if beside is not None and exists(beside):  # nobody has asked about that one
        if not may_replace(beside, window) or not session.still_open(photo):
            return None
        overwrite = True
    return path, overwrite, choice


def _region_file(photo: MedicalPhoto, path: Path, choice: DerivedChoice) -> Path | None:
    """The file of the filled region beside a derived object, if it gets one."""
    from ...medical.derived import mask_path

    return mask_path(photo.image, path) if choice.mask_as == "seg" else None


def is_original(path: Path, origin: Path | None) -> bool:
    """Whether a path is that of the file that was opened, by whatever name, also if that is out of reach."""
    if origin is None:
        return False
    with contextlib.suppress(OSError):
        if exists(path) and path.samefile(origin):
            return True
    return path.absolute() == origin.absolute()


def write_derived(
    path: Path, photo: MedicalPhoto, state: State, choice: DerivedChoice, *, overwrite: bool
) -> tuple[Path, ...]:
    """Write the derived object of a state; the files that were written. For any thread.

    Raises what `medical.derived.write_derived` raises.
    """
    from ...medical import derived
    from ...medical.stacked import made_by

    (image, mask), made = photo.filled(state.document), made_by(state.document)
    about = derived.Derivation(
        mask=mask,
        engine=made.engine,
        params=made.params,
        seed=made.seed,
        description=choice.description,
        burned_in=choice.burned_in,
        keep_private=choice.keep_private,
        mask_as=choice.mask_as,
    )
    return derived.write_derived(image, path, about, overwrite=overwrite)


def what_was_written(written: Sequence[Path], choice: DerivedChoice) -> str:
    """What was written, in words for the user."""
    said = QCoreApplication.translate("Derived", "Saved {name}, a derived object. Not for diagnosis.")
    lines = [said.format(name=written[0].name)]
    if len(written) > 1:
        said = QCoreApplication.translate("Derived", "The filled region is in {name}.")
        lines.append(said.format(name=written[1].name))
    elif choice.mask_as == "overlay":
        lines.append(QCoreApplication.translate("Derived", "The filled region is an overlay plane in it."))
    return "  ".join(lines)
