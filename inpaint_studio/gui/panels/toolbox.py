"""The bar of tools on the left."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import (
    QButtonGroup,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from ..canvas.tools import TOOLBOX, Tool, make_tools
from ..commands.table import tool_command
from ..kit.controls import Hairline, IconButton
from ..kit.icons import set_icon
from ..kit.layouts import column_layout
from ..kit.theme import palette

if TYPE_CHECKING:
    from ..canvas.view import Canvas
    from ..commands.actions import Actions
    from ..session.session import Session

WIDTH = 40
"""px of the bar."""
_REVIEW = "marks"
_OF_PHOTOS = ("crop", _REVIEW, "protect")
"""The tools that are of no use on a medical image."""
_WINDOW = "window"


class Toolbox(QWidget):
    """Owns the tools and gives the canvas the chosen one.

    `changed` is emitted with the name of the tool when it is chosen and when its hint changes.
    """

    changed = Signal(str)

    def __init__(
        self, canvas: Canvas, session: Session, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.canvas = canvas
        self.tools = make_tools(session, canvas)
        for tool in self.tools.values():
            # or the tools and their listeners would keep each other, and the window, alive for ever
            tool.setParent(self)
        self._actions, self._medical = actions, session.medical
        self._hint = ""
        self.setFixedWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Tools"))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _ToolButton] = {}
        layout = column_layout(self, spacing=4, margins=4)
        for number, group in enumerate(TOOLBOX):
            if number:
                rule = Hairline()
                layout.addWidget(rule)
                if any(kind.name == _REVIEW for kinds in group for kind in kinds):
                    self._rule_of_review = rule
            for kinds in group:
                layout.addWidget(
                    self._add(tuple(kind.name for kind in kinds)), 0, Qt.AlignmentFlag.AlignHCenter
                )
        layout.addStretch(1)
        for tool in self.tools.values():
            tool.changed.connect(partial(self._hint_changed, tool))
        self._name_buttons()
        actions.keys_changed.connect(self._name_buttons)
        self.select("brush")
        session.opened.connect(self._offer)
        self._offer()

    @property
    def tool(self) -> Tool:
        """The present tool."""
        return self.tools[self._current]

    def button(self, name: str) -> QToolButton:
        """The button for a tool; rectangle and ellipse share one."""
        return self._buttons[name]

    def select(self, name: str) -> None:
        """Select the tool of that name, if it is for what is open."""
        if not self._suits(name):
            return
        self._current = name
        button = self._buttons[name]
        button.show_tool(name)
        button.setChecked(True)
        self.canvas.set_tool(self.tools[name])
        self._hint = self.tool.hint()
        self._name_buttons()
        self.changed.emit(name)

    def _offer(self) -> None:
        """Show the tools for what is open, and leave one that is not for it."""
        for name in (*_OF_PHOTOS, _WINDOW):
            self._buttons[name].setVisible(self._suits(name))
        self._rule_of_review.setVisible(self._suits(_REVIEW))
        if not self._suits(self._current):
            self.select("brush")

    def _suits(self, name: str) -> bool:
        """Whether a tool is for what is open."""
        if name == _WINDOW:
            return self._medical.window is not None
        return name not in _OF_PHOTOS or not self._medical.is_open

    def _add(self, names: tuple[str, ...]) -> _ToolButton:
        button = _ToolButton(names, self)
        self._group.addButton(button)
        button.clicked.connect(lambda: self.select(button.name))
        for name in names:
            self._buttons[name] = button
        if len(names) > 1:
            button.setMenu(self._menu(names, button))
        return button

    def _menu(self, names: tuple[str, ...], button: QToolButton) -> QMenu:
        menu = QMenu(button)
        for name in names:
            action = menu.addAction(tool_command(name).label)
            action.setData(name)
            set_icon(action, tool_command(name).icon)
            action.triggered.connect(partial(self.select, name))
        return menu

    def _name_buttons(self) -> None:
        """Show the present shortcuts in the tooltips."""
        for button in set(self._buttons.values()):
            for action in button.menu().actions() if button.menu() else ():
                name = str(action.data())
                key = self._actions.shortcut_text(f"tool-{name}")
                action.setText("\t".join(filter(None, (tool_command(name).label, key))))
            button.setToolTip(self._actions.tooltip(f"tool-{button.name}"))
            button.setAccessibleName(tool_command(button.name).label)

    def _hint_changed(self, tool: Tool) -> None:
        if tool is self.tool and tool.hint() != self._hint:
            self._hint = tool.hint()
            self.changed.emit(self._current)


class _ToolButton(IconButton):
    """A button for one tool, or for several: it shows the last used one and lists them when held down."""

    def __init__(self, names: tuple[str, ...], parent: QWidget) -> None:
        super().__init__("", "", parent)
        self.name = ""
        self._several = len(names) > 1
        self.setCheckable(True)
        self.setFixedSize(32, 32)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)
        self.show_tool(names[0])

    def show_tool(self, name: str) -> None:
        """Show that tool."""
        if name != self.name:
            self.name = name
            set_icon(self, tool_command(name).icon)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton and self._several:
            self.showMenu()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._several:
            super().paintEvent(event)
            return
        # like Qt, but with a small corner instead of its arrow
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.features &= ~QStyleOptionToolButton.ToolButtonFeature.HasMenu
        styled = QStylePainter(self)
        styled.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        styled.setRenderHint(QPainter.RenderHint.Antialiasing)
        styled.setPen(Qt.PenStyle.NoPen)
        styled.setBrush(palette().muted)
        right, bottom = self.width() - 4.0, self.height() - 4.0
        corner = [QPointF(right, bottom - 4.5), QPointF(right, bottom), QPointF(right - 4.5, bottom)]
        styled.drawPolygon(QPolygonF(corner))
        styled.end()
