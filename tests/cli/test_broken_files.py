"""Each broken file of the corpus: one clear line, exit code 1 or 2, no traceback, nothing left over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from tests.cli.studio import Studio
from tests.corpus import BROKEN, BROKEN_MASK, HEIGHT, OPENS, WIDTH, Case, Kind, make_corpus


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    return make_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture
def healed(tmp_path: Path) -> Path:
    """An empty folder to save in."""
    folder = tmp_path / "healed"
    folder.mkdir()
    return folder


def of_kind(corpus: list[Case], kind: Kind) -> Iterator[Case]:
    return (case for case in corpus if case.kind == kind)


def a_mask(path: Path, width: int = WIDTH, height: int = HEIGHT) -> Path:
    coverage = np.zeros((height, width, 1), np.uint8)
    coverage[: max(1, height // 3), : max(1, width // 3)] = 255
    write_photo(path, Photo(coverage), overwrite=True)
    return path


def test_every_broken_photo_is_one_line(
    studio: Studio, corpus: list[Case], tmp_path: Path, healed: Path
) -> None:
    mask = a_mask(tmp_path / "mask.png")
    for case in of_kind(corpus, BROKEN):
        ran = studio("fill", case.path, "--mask", mask, "-o", healed / "out.png", "--engine", "telea")
        assert ran.code in (1, 2), case.name
        assert ran.out == "", case.name
        assert ran.err.startswith("Error: "), case.name
        assert ran.err.count("\n") == 1, (case.name, ran.err)
        assert "Something went wrong" not in ran.err, (case.name, ran.err)
        assert not list(healed.iterdir()), case.name


def test_every_broken_mask_is_one_line(
    studio: Studio, corpus: list[Case], tmp_path: Path, healed: Path
) -> None:
    photo = tmp_path / "photo.png"
    write_photo(photo, Photo(np.full((HEIGHT, WIDTH, 3), 90, np.uint8)))
    for case in corpus:
        if case.kind == OPENS:
            continue
        ran = studio("fill", photo, "--mask", case.path, "-o", healed / "out.png", "--engine", "telea")
        assert ran.code in (1, 2), case.name
        assert ran.err.startswith("Error: "), case.name
        assert ran.err.count("\n") == 1, (case.name, ran.err)
        assert "Something went wrong" not in ran.err, (case.name, ran.err)
        assert not list(healed.iterdir()), case.name


def test_every_odd_photo_that_opens_is_filled(
    studio: Studio, corpus: list[Case], tmp_path: Path, healed: Path
) -> None:
    for case in of_kind(corpus, OPENS):
        size = read_photo(case.path).size
        if size.area == 1:
            continue  # nothing would be known
        mask = a_mask(tmp_path / "mask.png", size.width, size.height)
        out = healed / f"{case.name}.png"
        ran = studio("fill", case.path, "--mask", mask, "-o", out, "--engine", "telea")
        assert (ran.code, ran.err) == (0, ""), case.name
        assert read_photo(out).size == size, case.name


def test_the_corpus_has_forty_broken_files(corpus: list[Case]) -> None:
    assert len([case for case in corpus if case.kind in (BROKEN, BROKEN_MASK)]) >= 40
