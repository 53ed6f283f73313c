"""The finder's network, as it is shipped."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from inpaint_studio.core.damage import KINDS
from inpaint_studio.finding import network


def test_the_answer_is_the_same_after_each_load_and_with_any_number_of_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = np.random.default_rng(4).integers(0, 256, (64, 96, 3)).astype(np.uint8)
    answers = set()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for threads in (1, 1, 2, 3):
            network._loaded.cache_clear()
            monkeypatch.setattr(network.cv2, "getNumThreads", lambda threads=threads: threads)
            answers.add(tuple(part.tobytes() for part in network.look(given)))
    network._loaded.cache_clear()
    assert len(answers) == 1


def test_it_is_sure_of_a_white_scratch_on_grey_paper_and_of_nothing_else() -> None:
    paper = np.random.default_rng(1).normal(120, 3, (96, 128, 1))
    picture = np.repeat(np.clip(paper, 0, 255), 3, 2).astype(np.uint8)
    picture[20:80, 60:62] = 250
    confidence, kinds = network.look(picture)
    assert confidence.shape == (96, 128)
    assert kinds.shape == (len(KINDS), 24, 32)
    np.testing.assert_allclose(kinds.sum(0), 1, atol=1e-5)
    assert confidence[24:76, 60:62].min() > 0.5
    assert confidence[:, :40].max() < 0.1
