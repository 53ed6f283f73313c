"""Random actions in random order: no exception, and only what fills cover ever changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from tests.e2e.conftest import Start
from tests.e2e.editor import ALT, CTRL, NONE, RIGHT, SHIFT, Editor, Key

Action = tuple[str, tuple[Any, ...]]

# a little beyond the photo too
places = st.tuples(st.integers(-10, 130), st.integers(-10, 100))
COMMANDS = (
    "undo", "redo", "keep", "try-again", "next-result", "previous-result", "star-result", "discard-result",
    "mask-invert", "mask-clear", "mask-fill-holes", "mask-last", "mask-previous-photo", "sources-clear",
    "crop-to-mask", "uncrop", "cancel", "auto-fill", "overlay-toggle", "overlay-outline", "original",
    "hide-panels", "zoom-in", "zoom-out", "zoom-fit", "zoom-100", "zoom-200", "brush-smaller",
    "brush-larger", "compare-wipe", "panel-layers", "reset-layout", "copy", "variations",
)  # fmt: skip
TOOLS = (
    "brush", "eraser", "heal", "lasso", "rectangle", "ellipse", "select", "sources", "clone", "crop", "hand",
    "zoom", "wipe",
)  # fmt: skip
ENGINES = ("white", "noise", "failing", "lying", "hanging", "complaining")
keys = st.sampled_from(
    [
        (Key.Key_Return, NONE),
        (Key.Key_Escape, NONE),
        (Key.Key_Z, CTRL),
        (Key.Key_Z, CTRL | SHIFT),
        (Key.Key_K, NONE),
        (Key.Key_R, NONE),
        (Key.Key_Comma, NONE),
        (Key.Key_Period, NONE),
        (Key.Key_Delete, NONE),
        (Key.Key_Backspace, NONE),
        (Key.Key_I, CTRL),
        (Key.Key_Left, SHIFT),
        (Key.Key_Space, NONE),
        (Key.Key_Backslash, NONE),
    ]
)
_drags = st.tuples(
    st.just("drag"),
    st.tuples(
        st.lists(places, min_size=2, max_size=4),
        st.sampled_from([NONE, NONE, NONE, SHIFT, ALT]),
        st.sampled_from([False, False, False, True]),
    ),
)
_fills = st.tuples(st.just("fill"), st.tuples(st.sampled_from(ENGINES), st.booleans()))
_tools = st.tuples(st.just("tool"), st.tuples(st.sampled_from(TOOLS)))
_steps = st.one_of(
    _drags,
    _fills,
    _tools,
    st.tuples(st.just("tool and drag"), st.tuples(st.sampled_from(TOOLS), places, places)),
    st.tuples(st.just("fill and keep"), st.tuples(st.sampled_from(("white", "noise")))),
    st.tuples(st.just("press"), st.tuples(places, places)),  # and the button stays down
    st.tuples(st.just("click"), st.tuples(places, st.sampled_from([NONE, SHIFT, ALT]))),
    st.tuples(st.just("wheel"), st.tuples(places, st.integers(-3, 3))),
    st.tuples(st.just("command"), st.tuples(st.sampled_from(COMMANDS))),
    st.tuples(st.just("command"), st.tuples(st.sampled_from(("undo", "redo", "keep")))),
    st.tuples(st.just("key"), keys),
    st.tuples(st.just("go to"), st.tuples(st.integers(0, 30))),
    st.tuples(st.just("layer"), st.tuples(st.sampled_from(("hide", "fade", "again", "delete")))),
    st.tuples(st.just("compare"), st.tuples()),
    st.tuples(st.just("wait"), st.tuples()),
)
actions = st.lists(_steps, min_size=30, max_size=50)


class Hand:
    """Does one action after the other in a window."""

    def __init__(self, editor: Editor, photo: Photo) -> None:
        self.editor, self.photo = editor, photo

    def begin(self) -> None:
        """The photo as it is, fresh."""
        session = self.editor.session
        if self.editor.window.commands["auto-fill"].isChecked():
            self.editor.window.commands["auto-fill"].setChecked(False)
        if self.editor.window.commands["original"].isChecked():
            self.editor.window.commands["original"].setChecked(False)
        session.open(self.photo)
        self.editor.window.toolbox.select("brush")
        self.editor.settle()

    def act(self, action: Action) -> None:
        name, words = action
        acts: dict[str, Callable[..., None]] = {
            "drag": self.drag,
            "tool and drag": self.tool_and_drag,
            "fill and keep": self.fill_and_keep,
            "press": self.press,
            "click": self.click,
            "wheel": self.editor.wheel,
            "tool": self.editor.window.toolbox.select,
            "command": self.command,
            "key": self.editor.key,
            "fill": self.fill,
            "go to": self.go_to,
            "layer": self.layer,
            "compare": self.compare,
            "wait": self.idle,
        }
        acts[name](*words)
        QApplication.processEvents()

    def drag(self, over: Sequence[tuple[float, float]], keys: Any, right: bool) -> None:
        self.let_go()
        self.editor.drag(*over, keys=keys, **({"button": RIGHT} if right else {}))

    def tool_and_drag(self, tool: str, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.editor.window.toolbox.select(tool)
        self.drag([start, end], NONE, False)

    def fill_and_keep(self, engine: str) -> None:
        self.fill(engine, True)
        self.editor.canvas.setFocus()
        self.editor.key("k")

    def click(self, at: tuple[float, float], keys: Any) -> None:
        self.let_go()
        self.editor.click(at, keys)

    def let_go(self) -> None:
        """The button that is still down."""
        if self.editor.canvas.is_drawing:
            self.editor.release((60, 45))

    def press(self, at: tuple[float, float], to: tuple[float, float]) -> None:
        self.let_go()
        self.editor.press(at)
        self.editor.move(to)

    def command(self, name: str) -> None:
        if self.editor.window.commands[name].isEnabled():
            self.editor.window.commands[name].trigger()

    def fill(self, engine: str, waits: bool) -> None:
        self.editor.engine(engine)
        self.editor.canvas.setFocus()
        self.editor.key(Key.Key_Return)
        if waits and engine != "hanging":
            self.idle()

    def go_to(self, row: int) -> None:
        view = self.editor.window.history_panel.view
        if view.isVisible() and row < view.model().rowCount():
            self.editor.row(view, row)

    def layer(self, what: str) -> None:
        panel = self.editor.window.layers_panel
        if not panel.view.isVisible() or not panel.model.rowCount():
            return
        self.editor.row(panel.view, 0)
        if what == "hide":
            self.editor.eye(0)
        elif what == "fade":
            panel.controls.slider.setValue(40)
        elif what == "again" and panel.controls.again_button.isEnabled():
            self.editor.button(panel.controls.again_button)
        elif what == "delete" and panel.controls.delete_button.isEnabled():
            self.editor.button(panel.controls.delete_button)

    def compare(self) -> None:
        if self.editor.window.commands["compare"].isEnabled():
            self.editor.command("compare")
            QApplication.processEvents()
            self.editor.key(Key.Key_Escape)
            assert self.editor.window.compare is None

    def idle(self) -> None:
        """Nothing runs any more; what would run for ever is stopped."""
        session = self.editor.session
        if session.fills.job is not None and session.fills.job.engine == "hanging":
            session.fills.cancel()
        self.editor.wait(lambda: session.fills.job is None and not session.jobs.busy)
        session.pool.wait()
        for _ in range(3):
            QApplication.processEvents()

    def rest(self) -> None:
        """Let go of everything and let it come to an end."""
        self.editor.window.commands["auto-fill"].setChecked(False)
        if self.editor.canvas.tool is not None:
            self.editor.canvas.tool.cancel()
        self.editor.canvas.end_stroke()
        self.editor.session.fills.cancel()
        self.idle()
        self.editor.wait(lambda: not self.editor.session.busy)


def check(editor: Editor, photo: Photo) -> None:
    """What always holds."""
    session = editor.session
    assert session.is_open
    for name, tiles in session.state.masks.items():
        assert tiles.size == session.size, name
    assert editor.shown().shape[:2] == (session.size.height, session.size.width)
    covered = np.zeros((session.size.height, session.size.width), bool)
    for index in range(len(session.document.layers)):
        covered |= session.document.mask_of_layer(index).coverage > 0
    canvas = session.document.canvas
    np.testing.assert_array_equal(
        session.document.read(Rect.of(session.size))[~covered], photo.pixels[canvas.slices][~covered]
    )


def test_two_hundred_random_actions_raise_nothing_and_lose_nothing(start: Start, photo: Photo) -> None:
    editor = start(variations=2)
    hand = Hand(editor, photo)
    done, seen = 0, set[str]()
    editor.session.history_changed.connect(lambda: seen.update(one.name for one in editor.session.entries))

    @settings(
        max_examples=12,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(actions)
    def run(todo: list[Action]) -> None:
        nonlocal done
        hand.begin()
        with editor.qtbot.captureExceptions() as caught:
            for action in todo:
                note(str(action))
                hand.act(action)
                assert not caught, (action, caught)
                check(editor, photo)
                done += 1
            hand.rest()
            assert not caught, caught
            check(editor, photo)
            while editor.session.can_undo:
                editor.session.undo()
                editor.wait(lambda: not editor.session.busy)
            check(editor, photo)
            np.testing.assert_array_equal(editor.document(), photo.pixels)
            assert editor.session.document.layers == ()
            editor.session.go_to(len(editor.session.entries))
            editor.wait(lambda: not editor.session.busy)
            check(editor, photo)
            assert not caught, caught

    run()
    assert done >= 200
    # it did get somewhere
    assert {"Brush stroke", "Rectangle", "Crop"} <= seen
    assert any("Fill with" in name for name in seen)
