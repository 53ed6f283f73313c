"""The question before unsaved work is closed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ...jobs.unsaved import Unsaved
from ..kit.question import Answer, Question


class ClosingQuestion(Question):
    """Asks about the work on `name`: Save (first), Discard or Cancel.

    `is_project`: the work is saved as a project, which holds everything. `is_medical`: it is on a medical
    image, for which there are no projects.
    """

    def __init__(
        self,
        name: str,
        unsaved: Unsaved,
        *,
        is_project: bool,
        is_medical: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.ask(
            self.tr("Save changes?") if unsaved.changes else self.tr("Stop and close?"),
            self._question(name, unsaved, is_project),
            " ".join(self._reasons(name, unsaved, is_project, is_medical)),
        )
        busy = unsaved.running or unsaved.comparing
        self.offer(Answer.Discard, self.tr("Stop and &close") if busy else self.tr("&Don't save"))
        if unsaved.changes and not (is_medical and not unsaved.in_picture):
            as_project = needs_project(unsaved, is_project=is_project)
            save = self.tr("&Save as a project…") if as_project else self.tr("&Save")
            # pressing Enter by accident does not stop running work
            self.offer(Answer.Save, save, first=not busy)

    def _question(self, name: str, unsaved: Unsaved, is_project: bool) -> str:
        if unsaved.running:
            return self.tr("A fill is still running.")
        if unsaved.comparing:
            return self.tr("A comparison is still running.")
        if is_project or unsaved.in_picture:
            return self.tr("Save the changes to {name}?").format(name=name)
        return self.tr("Save your work on {name}?").format(name=name)

    def _reasons(self, name: str, unsaved: Unsaved, is_project: bool, is_medical: bool) -> list[str]:
        """What would be lost, and what kind of file would hold it."""
        if unsaved.running or unsaved.comparing:
            lines = [self.tr("Closing {name} stops it, and its progress is lost.").format(name=name)]
            if unsaved.changes:
                lines.append(self.tr("Unsaved changes are lost too."))
            return lines
        if is_medical:
            lines = [self.tr("They are lost if you do not save them.")] if unsaved.in_picture else []
            if unsaved.mask or unsaved.results:
                lines.append(
                    self.tr("A derived object holds neither a painted mask nor fills that were not kept.")
                )
            return lines
        if is_project:
            return [self.tr("They are lost if you do not save them.")]
        if unsaved.in_picture:
            lines = [self.tr("They are lost if you do not save them.")]
            if unsaved.mask:
                lines.append(self.tr("A picture file does not hold the painted mask; a project does."))
            return lines
        if not unsaved.mask:
            return [self.tr("Only a project holds the fills that you have not kept.")]
        if not unsaved.results:
            return [self.tr("Only a project holds the mask that you have painted.")]
        return [self.tr("Only a project holds the painted mask and the fills that you have not kept.")]


def needs_project(unsaved: Unsaved, *, is_project: bool) -> bool:
    """Whether only a project could hold the unsaved work, and none has been saved yet."""
    return not is_project and not unsaved.in_picture
