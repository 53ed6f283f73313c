from __future__ import annotations

from collections.abc import Iterator

import pytest

from inpaint_studio.weights import download
from tests.waiting import PATIENCE
from tests.weights.files import folder
from tests.weights.server import ModelServer

__all__ = ["folder", "server"]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A server that is asked directly, and downloads that do not wait long."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "INPAINT_STUDIO_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(download, "WAITS", (0.01, 0.01))
    monkeypatch.setattr(download, "PATIENCE", PATIENCE)
    with ModelServer() as started:
        yield started
