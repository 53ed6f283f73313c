"""Third-party models in the editor: compared with our engines on one mask, never blocking the window."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.settings import Settings
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.gui.compare.run import CompareRun, Stage
from inpaint_studio.gui.session.session import Session
from inpaint_studio.weights.process.process import ModelProcess
from inpaint_studio.weights.process.warm import MODELS
from tests.gui.conftest import InlinePool
from tests.twins import install_twin

HOLE = Rect(40, 30, 30, 20)
ENGINES = ("exemplar", "low-rank", "migan", "lama")


def test_models_are_compared_with_engines_and_the_window_never_waits(
    qtbot: QtBot, photo: Photo, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("migan", "lama"):
        install_twin(name, own_home)
    session = Session(REGISTRY, settings=Settings(), pool=InlinePool())
    session.open(photo)
    coverage = np.zeros((90, 120), np.uint8)
    coverage[HOLE.slices] = 255
    session.set_mask("hole", Mask(coverage))
    run = CompareRun(session)
    askers: set[threading.Thread] = set()
    ask = ModelProcess.ask

    def watched(process: ModelProcess, *given: Any, **options: Any) -> Any:
        askers.add(threading.current_thread())
        return ask(process, *given, **options)

    monkeypatch.setattr(ModelProcess, "ask", watched)
    try:
        run.add("migan", {})
        qtbot.waitUntil(lambda: run.idle)
        for name in ENGINES:
            run.add(name, {})
        qtbot.waitUntil(lambda: run.idle)
        assert [entrant.stage for entrant in run.entrants] == [Stage.DONE] * 5
        assert askers
        assert threading.main_thread() not in askers
        assert {one.name for one in MODELS.loaded()} == {"migan", "lama"}
        for entrant in run.entrants:
            assert entrant.document is not None
            shown = entrant.document.read(Rect.of(photo.size))
            kept = run.mask.coverage == 0
            assert np.array_equal(shown[kept], photo.pixels[kept])
    finally:
        run.cancel_all()
        session.shut_down()
