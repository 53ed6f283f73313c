"""Killed at any moment, in the middle of strokes, fills, saves and recoveries, the editor loses nothing."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inpaint_studio.core.document.state import MASK, State
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.project import load_project
from inpaint_studio.core.sessions import sessions
from inpaint_studio.core.settings import Settings, save_settings
from tests.e2e.editor import photo_of
from tests.e2e.kill_driver import digest_of, digest_of_result, picture_of

ROOT = Path(__file__).parents[2]
KILLED = "9"


class Editors:
    """Starts editors that kill themselves."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, photo: Path | None, log: Path, seed: int, steps: int) -> str:
        """The number of the signal that ended it."""
        order = {"photo": photo and str(photo), "log": str(log), "seed": seed, "steps": steps}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


@dataclass
class Seen:
    """What the user had seen, by the log of the editors."""

    state: dict[str, Any] | None = None
    results: dict[str, Any] | None = None
    noted: dict[str, Any] | None = None
    """A stroke under way, as far as it was noted."""
    intents: list[str] = field(default_factory=list)
    """What was begun since the last state."""
    discards: bool = False
    """Whether a result was about to be discarded after the last look at them."""

    @property
    def has_work(self) -> bool:
        """Whether a session must be offered."""
        steps = bool(self.state and self.state["entries"])
        return steps or self.noted is not None or bool(self.results and self.results["results"])


def seen_in(log: Path) -> Seen:
    seen = Seen()
    for line in log.read_text().splitlines():
        said = json.loads(line)
        match said["kind"]:
            case "state":
                seen.state, seen.noted, seen.intents = said, None, []
            case "results":
                seen.results, seen.discards = said, False
            case "noted":
                seen.noted = said
            case "intent":
                seen.intents.append(said["what"])
                seen.discards |= said["what"] == "discard"
    return seen


@pytest.fixture
def editors(own_home: Path) -> Iterator[Editors]:
    """They have the home of this test."""
    command = [sys.executable, "-m", "tests.e2e.kill_driver"]
    # it is forked, so no library may have threads of its own in it
    alone = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT, env={**os.environ, **alone}
    ) as process:
        yield Editors(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait()


def check_recovered(seen: Seen) -> str:
    """Bring the session back and compare; in a word, what there was to compare."""
    found = sessions.abandoned()
    if seen.state is None or not seen.has_work:
        for one in found:
            sessions.discard(one)
        return "nothing was done yet"
    assert len(found) == 1, f"{len(found)} sessions are offered after {seen}"
    recovered = sessions.recover(found[0])
    history = recovered.history
    names = [entry.name for entry in history.entries]
    picture = picture_of(history.state.document)
    outcome = "as it was"
    if digest_of(history.state) != seen.state["digest"]:
        outcome = check_further(history, names, seen)
    assert seen.results is not None
    if picture == seen.results["picture"]:
        held = [digest_of_result(result.content) for result in recovered.results]
        missing = set(seen.results["results"]) - set(held)
        assert len(missing) <= seen.discards, (
            f"{len(missing)} of {len(seen.results['results'])} results are missing"
        )
    history.close()
    sessions.remove(recovered.place)
    return outcome


def check_further(history: Any, names: list[str], seen: Seen) -> str:
    """The history has gone on since the state was seen: by the stroke under way, or by what was begun."""
    before = seen.state
    assert before is not None
    if seen.noted is not None and seen.noted["position"] == before["position"]:
        for x, y in seen.noted["points"]:
            assert covers(history.state, x, y), f"the stroke is missing at {x, y}"
    if names[:-1] == before["entries"][: before["position"]] and history.position == len(names):
        # one step more
        after = history.position
        history.go_to(after - 1)
        assert digest_of(history.state) == before["digest"], "what was there before is another"
        history.go_to(after)
        return "one step more" if names[-1] != "Stroke" else "with the stroke under way"
    assert {"undo", "redo"} & set(seen.intents), f"{names} after {before}"
    assert names == before["entries"]
    assert abs(history.position - before["position"]) == 1
    return "one move more"


def covers(state: State, x: float, y: float) -> bool:
    return bool(state.tiles(MASK).read(Rect(int(x), int(y), 1, 1))[0, 0])


def check_files(folder: Path, original: np.ndarray) -> None:
    """What was saved is whole, and nothing half-written is left."""
    assert read_photo(folder / "photo.png").pixels.shape == original.shape
    if (folder / "saved" / "other.tif").exists():
        assert read_photo(folder / "saved" / "other.tif").pixels.shape == original.shape
    if (folder / "saved" / "project.ora").exists():
        assert (
            load_project(folder / "saved" / "project.ora").state.document.photo.pixels.shape == original.shape
        )


def left_behind(folder: Path) -> list[Path]:
    return list(folder.rglob(".inpaint-*"))


def one_round(editors: Editors, folder: Path, seed: int) -> str:
    """Up to three kills of one session, then what came back."""
    chance = random.Random(seed)
    photo, log = folder / "photo.png", folder / "log"
    (folder / "saved").mkdir(parents=True)
    write_photo(photo, photo_of())
    before = read_photo(photo).pixels
    assert editors.run(photo, log, seed, chance.randrange(20, 500)) == KILLED
    for turn in range(chance.choice((0, 0, 1, 2))):
        if not log.exists() or (
            len(seen_in(log).intents) == 0 and not (seen_in(log).state or {}).get("entries")
        ):
            break
        # the dialog waits for ever if nothing is offered, and so the kill is sure
        assert editors.run(None, log, seed + turn, chance.choice((12, 30, 60, 250))) == KILLED
    seen = seen_in(log) if log.exists() else Seen()
    outcome = check_recovered(seen)
    check_files(folder, before)
    return outcome


def test_nothing_is_lost_in_a_dozen_kills(editors: Editors, tmp_path: Path, own_home: Path) -> None:
    outcomes = [one_round(editors, tmp_path / str(seed), seed) for seed in range(12)]
    # sessions are swept where they are looked for, other folders by the first who writes to them
    save_settings(Settings())
    assert left_behind(tmp_path) == []
    assert len(set(outcomes)) > 1, outcomes
