from __future__ import annotations

import sys

import pytest

from inpaint_studio.core import memory


def test_giving_memory_back_never_fails() -> None:
    memory.give_back()


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_it_does_nothing(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: pytest.fail("no library is loaded"))
    memory.give_back()
