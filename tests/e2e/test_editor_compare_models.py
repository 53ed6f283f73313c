"""Our engines and a third-party model side by side in the editor, with the real engines and one mask."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.engines.registry import REGISTRY, Registry
from inpaint_studio.gui.compare.workspace import CompareWorkspace
from inpaint_studio.weights.process.warm import MODELS
from tests.e2e.conftest import Start
from tests.e2e.editor import Editor
from tests.engines.tiny import own_generator
from tests.twins import TINT, install_twin

pytestmark = pytest.mark.needs_torch

ENGINES = ("gan", "exemplar", "low-rank", "lama", "migan")


@pytest.fixture
def registry() -> Registry:
    return REGISTRY


@pytest.fixture
def models(own_home: Path) -> None:
    """Tiny weights for `gan`, and twins of two third-party models."""
    own_generator()
    for name in ("lama", "migan"):
        install_twin(name, own_home)


def opened(editor: Editor) -> CompareWorkspace:
    """The comparison, with those engines chosen; the user runs it."""
    editor.button(editor.window.engine_panel.compare)
    workspace = editor.window.compare
    assert workspace is not None
    for name, row in workspace.side.chooser.list.rows.items():
        row.box.setChecked(name in ENGINES)
    return workspace


def test_our_engines_and_third_party_models_fill_the_same_hole_side_by_side(
    models: None, start: Start, path: Path
) -> None:
    editor = start(threads=1)
    editor.open(path)
    editor.key("m")
    editor.drag((40, 30), (70, 55))
    hole = editor.session.mask_area()
    workspace = opened(editor)
    editor.button(workspace.side.chooser.run_button)
    editor.wait(lambda: workspace.run.idle)
    assert editor.failures == []
    assert sorted(one.engine for one in workspace.run.done) == sorted(ENGINES)
    # one mask, one photo, for all of them
    assert len({id(one.request.photo) for one in workspace.run.done}) == 1
    assert {one.request.mask.area for one in workspace.run.done} == {hole}
    assert not workspace.grab().isNull()
    # both twins paint the same: the mean of what their cards let them see, tinted
    fills = {one.engine: one.fill for one in workspace.run.done}
    pixels = {}
    for name, fill in fills.items():
        assert fill is not None
        (patch,) = fill.patches
        pixels[name] = patch.pixels[2:-2, 2:-2].astype(float)
    assert np.ptp(pixels["migan"].mean((0, 1)) / TINT) < 6
    assert np.abs(pixels["migan"].mean((0, 1)) - pixels["lama"].mean((0, 1))).max() < 12
    assert all(np.abs(pixels["migan"] - pixels[name]).mean() > 5 for name in ENGINES[:3])
    assert {one.name for one in MODELS.loaded()} == {"lama", "migan"}
