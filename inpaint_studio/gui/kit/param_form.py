"""Controls for typed parameters: a slider, a check box or a combo box for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ...engines.base import Param, ParamValue
from ..words.translation import engine_text
from .basic_controls import ComboBox, Section, label
from .file_field import PictureField
from .layouts import add, column_layout, row_layout
from .number_slider import Slider
from .theme import CONTROL_HEIGHT, GRID

_COMPACT_TRACK = 110
"""px of a slider in the options row."""
_UNITS = {"x": "\u00d7"}


class ParamForm(QWidget):
    """A control for each parameter; `changed(name, value)` is emitted for the user's changes.

    In a panel they are stacked, with the advanced ones collapsed; `compact` puts all of them
    in one row. Those of a guide are left out, as the editor gives none. Labels and help are translated
    as texts of engines, unless they already are.
    """

    changed = Signal(str, object)

    def __init__(
        self,
        params: Sequence[Param],
        values: Mapping[str, Any] | None = None,
        parent: QWidget | None = None,
        compact: bool = False,
    ) -> None:
        super().__init__(parent)
        params = [param for param in params if not param.needs_guide]
        self._params = {param.name: param for param in params}
        self._values: dict[str, ParamValue] = {param.name: param.default for param in params}
        self._show: dict[str, Callable[[Any], None]] = {}
        self._compact = compact
        self.advanced: Section | None = None
        layout = row_layout(self, spacing=2 * GRID) if compact else column_layout(self, spacing=GRID)
        add(layout, *(self._row(param) for param in params if compact or not param.advanced))
        hidden = [param for param in params if param.advanced and not compact]
        if hidden:
            self.advanced = Section(self.tr("More options"), self, expanded=False)
            add(self.advanced.content, *map(self._row, hidden))
            layout.addWidget(self.advanced)
        self.set_values(self._values | dict(values or {}))

    @property
    def params(self) -> tuple[Param, ...]:
        """The parameters with controls."""
        return tuple(self._params.values())

    @property
    def values(self) -> dict[str, ParamValue]:
        """The value of every parameter."""
        return dict(self._values)

    @property
    def is_default(self) -> bool:
        """Whether there is nothing to reset."""
        return all(self._values[name] == param.default for name, param in self._params.items())

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values, without a signal, ignoring unknown names. StudioError "param-value"."""
        for name, value in values.items():
            if name in self._params:
                self._values[name] = self._params[name].parse(value)
                self._show[name](self._values[name])

    def reset(self) -> None:
        """Restore the defaults of all parameters, with signals."""
        for name, param in self._params.items():
            if self._values[name] != param.default:
                self._show[name](param.default)
                self._take(name, param.default)

    def control(self, name: str) -> QWidget:
        """The control of that parameter: a `Slider`, QCheckBox, `ComboBox` or `PictureField`."""
        found = self.findChild(QWidget, name)
        assert isinstance(found, QWidget), name
        return found

    def _row(self, param: Param) -> QWidget:
        if param.kind == "bool":
            return self._switch(param)
        if param.kind == "file":
            return self._file(param)
        return self._choice(param) if param.kind == "choice" else self._number(param)

    def _switch(self, param: Param) -> QWidget:
        box = QCheckBox(engine_text(param.label), self)
        _explain(box, param)
        box.setFixedHeight(CONTROL_HEIGHT)
        box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # not `toggled`, which is also emitted for changes by the program
        box.clicked.connect(lambda checked: self._take(param.name, checked))
        self._show[param.name] = box.setChecked
        return box

    def _choice(self, param: Param) -> QWidget:
        box = ComboBox()
        _explain(box, param)
        for choice in param.choices:
            box.addItem(_sentence(engine_text(choice)), choice)
        box.setAccessibleName(engine_text(param.label))
        box.activated.connect(lambda index: self._take(param.name, box.itemData(index)))
        self._show[param.name] = box.choose
        return self._labelled(param, box)

    def _file(self, param: Param) -> QWidget:
        field = PictureField(engine_text(param.label))
        _explain(field, param)
        field.button.setAccessibleName(engine_text(param.label))
        field.changed.connect(lambda path: self._take(param.name, path))
        self._show[param.name] = field.set_path
        row = QWidget(self)
        row_layout(row, [_caption(param, field, row), (field, 1)], spacing=2 * GRID)
        return row

    def _number(self, param: Param) -> QWidget:
        assert param.minimum is not None, param.name
        assert param.maximum is not None, param.name
        slider = Slider(
            param.minimum,
            param.maximum,
            param.default,  # type: ignore[arg-type]
            step=param.step,
            unit=_UNITS.get(param.unit) or engine_text(param.unit),
            whole=param.kind == "int",
            name=engine_text(param.label),
        )
        _explain(slider, param)
        slider.changed.connect(lambda value: self._take(param.name, value))
        self._show[param.name] = slider.set_value
        if self._compact:
            slider.track.setFixedWidth(_COMPACT_TRACK)
            return self._labelled(param, slider)
        return self._stacked(param, slider)

    def _labelled(self, param: Param, control: QWidget) -> QWidget:
        """A label with its control beside it."""
        row = QWidget(self)
        caption = _caption(param, control, row)
        row_layout(row, [caption, control] if self._compact else [caption, None, control], spacing=GRID)
        return row

    def _stacked(self, param: Param, slider: Slider) -> QWidget:
        """A label and the number field in one line, the slider below them at full width."""
        row = QWidget(self)
        caption = _caption(param, slider, row)
        caption.installEventFilter(_ResetOnDoubleClick(slider))
        top = QHBoxLayout()
        add(top, (caption, 1), slider.box)
        column_layout(row, [top, slider])
        slider.track.setFixedHeight(20)
        slider.setFixedHeight(20)
        QWidget.setTabOrder(slider.track, slider.box)
        return row

    def _take(self, name: str, value: ParamValue) -> None:
        self._values[name] = value
        self.changed.emit(name, value)


class _ResetOnDoubleClick(QObject):
    """A double-click on the label of a slider resets it."""

    def __init__(self, slider: Slider) -> None:
        super().__init__(slider)
        self._slider = slider

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self._slider.reset()
            return True
        return False


def _caption(param: Param, control: QWidget, parent: QWidget) -> QLabel:
    caption = label(engine_text(param.label), "", parent)
    caption.setToolTip(engine_text(param.help))
    caption.setBuddy(control)
    caption.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return caption


def _explain(control: QWidget, param: Param) -> None:
    control.setObjectName(param.name)
    control.setToolTip(engine_text(param.help))
    control.setAccessibleDescription(engine_text(param.help))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
