from __future__ import annotations

import pytest

from tests.cli.studio import Studio


@pytest.fixture
def studio(capsys: pytest.CaptureFixture[str]) -> Studio:
    """Runs the command line in this process."""
    return Studio(capsys)
