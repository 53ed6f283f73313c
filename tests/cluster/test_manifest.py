from __future__ import annotations

from pathlib import Path

import pytest

from inpaint_studio.cluster.manifest import NAME, begin
from inpaint_studio.core.errors import StudioError
from inpaint_studio.jobs.batch import Outcome

FIRST, OTHER = {"seed": 1}, {"seed": 2}
DONE = Outcome(Path("a.png"), Path("out/a.png"))
FAILED = Outcome(Path("b.png"), Path("out/b.png"), StudioError("worker-died"))


def refused(folder: Path, settings: dict[str, int], *, resume: bool, overwrite: bool = False) -> bool:
    """Whether a run is refused; the manifest is then as it was."""
    path = folder / NAME
    before = path.read_bytes() if path.exists() else None
    try:
        begin(folder, settings, "telea", resume=resume, overwrite=overwrite)
    except StudioError as error:
        code = error.code
    else:
        return False
    assert code == "cluster-other-settings"
    assert path.read_bytes() == before
    return True


@pytest.mark.parametrize("resume", [False, True])
def test_only_the_same_settings_go_on_where_a_run_has_begun(tmp_path: Path, resume: bool) -> None:
    assert not refused(tmp_path, FIRST, resume=resume)
    assert not refused(tmp_path, FIRST, resume=resume)
    assert refused(tmp_path, OTHER, resume=resume)
    assert not refused(tmp_path, FIRST, resume=resume)


def test_skipping_what_is_there_replaces_nothing_so_overwrite_does_not_allow_it(tmp_path: Path) -> None:
    begin(tmp_path, FIRST, "telea", resume=False, overwrite=False)
    assert refused(tmp_path, OTHER, resume=True, overwrite=True)


def test_a_run_that_has_replaced_only_some_results_is_not_resumed(tmp_path: Path) -> None:
    begin(tmp_path, FIRST, "telea", resume=False, overwrite=False)
    (tmp_path / "a.png").touch()
    (tmp_path / "b.png").touch()
    again = begin(tmp_path, OTHER, "telea", resume=False, overwrite=True)
    assert refused(tmp_path, OTHER, resume=True)
    again.finish([DONE, FAILED], 0)
    assert refused(tmp_path, OTHER, resume=True)
    begin(tmp_path, OTHER, "telea", resume=False, overwrite=True).finish([DONE], 0)
    assert not refused(tmp_path, OTHER, resume=True)


def test_overwriting_in_an_empty_folder_can_be_resumed(tmp_path: Path) -> None:
    begin(tmp_path, FIRST, "telea", resume=False, overwrite=True)
    (tmp_path / "a.png").touch()
    assert not refused(tmp_path, FIRST, resume=True)
