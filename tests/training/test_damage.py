"""Rendered damage: the same for the same seed, labelled where it shows, of every kind that is asked for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.errors import StudioError
from inpaint_studio.training.config import DAMAGE
from inpaint_studio.training.damage.labels import SCRATCH, UNDECIDED
from inpaint_studio.training.damage.makers import MAKERS
from inpaint_studio.training.damage.render import render
from inpaint_studio.training.damage.sources import Sources, read_sources

SIZE = (96, 128)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One scan with a speck and a hair, and one cut-out of a scratch."""
    (tmp_path / "outlines").mkdir()
    square = [[100, 100], [160, 100], [160, 160], [100, 160]]
    bar = [[300, 40], [310, 40], [310, 900], [300, 900]]
    scan = {"size": [1000, 1000], "polygons": [square, bar, square], "labels": ["Dust", "Long hair", "Other"]}
    (tmp_path / "outlines" / "one.json").write_text(json.dumps(scan), "utf-8")
    (tmp_path / "cutouts" / "scratches").mkdir(parents=True)
    cut = np.zeros((60, 60, 4), np.uint8)
    cut[28:31, :, 3] = 255
    Image.fromarray(cut).save(tmp_path / "cutouts" / "scratches" / "s.png")
    return tmp_path


def photo(seed: int = 0) -> np.ndarray:
    y, x = np.mgrid[: SIZE[0], : SIZE[1]].astype(np.float32)
    shade = 0.45 + 0.2 * np.sin((x + seed) / 17) * np.cos(y / 23)
    return np.repeat(shade[..., None], 3, 2).astype(np.float32)


def rendered(name: str, seeds: range, sources: Sources) -> list[tuple[np.ndarray, np.ndarray]]:
    return [render(photo(), {name: 1.0}, sources, np.random.default_rng(seed)) for seed in seeds]


def test_the_settings_name_every_maker() -> None:
    assert set(DAMAGE) == set(MAKERS)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("outlines", {"speck", "hair"}), ("cutouts", {"scratch"}), ("specks", {"speck"}),
        ("blots", {"speck"}), ("abrasions", {"speck"}), ("hairs", {"hair"}),
        ("scratches", {"scratch"}), ("creases", {"crease"}), ("cracks", {"crease"}), ("tears", {"tear"}),
        ("stains", {"stain"}), ("missing", {"missing", "speck"}),
    ],
)  # fmt: skip
def test_each_maker_draws_its_kinds_and_nothing_else(name: str, kinds: set[str], folder: Path) -> None:
    found: set[str] = set()
    for damaged, label in rendered(name, range(12), read_sources(folder)):
        assert damaged.shape == (*SIZE, 3)
        assert damaged.dtype == np.float32
        assert 0 <= damaged.min() <= damaged.max() <= 1
        found |= {KINDS[value - 1] for value in np.unique(label) if value not in (0, UNDECIDED)}
    assert found
    assert found <= kinds


def test_every_sort_of_cut_outs_is_as_frequent_however_many_there_are_of_it(folder: Path) -> None:
    (folder / "cutouts" / "lint").mkdir()
    for number in range(20):
        shutil.copy(folder / "cutouts" / "scratches" / "s.png", folder / "cutouts" / "lint" / f"{number}.png")
    sources = read_sources(folder)
    drawn = [layer.kind for seed in range(60) for layer in MAKERS["cutouts"](SIZE, sources, rng_of(seed))]
    assert 0.35 < drawn.count(SCRATCH) / len(drawn) < 0.65


def test_blots_are_large_and_even() -> None:
    larger = 0
    for seed in range(20):
        (layer,) = MAKERS["blots"]((256, 256), Sources(), rng_of(seed))
        inside = layer.cover > 0
        assert layer.cover[inside].max() - np.median(layer.cover[inside]) < 0.01
        larger += np.count_nonzero(inside) > 30 * 30
    assert larger > 8


def rng_of(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_without_damage_nothing_is_labelled() -> None:
    for seed in range(5):
        _, label = render(photo(), {}, Sources(), np.random.default_rng(seed))
        assert not label.any()


def test_the_same_seed_gives_the_same_damage(folder: Path) -> None:
    sources = read_sources(folder)
    for seed in range(4):
        first, again = (render(photo(), DAMAGE, sources, np.random.default_rng(seed)) for _ in range(2))
        np.testing.assert_array_equal(first[0], again[0])
        np.testing.assert_array_equal(first[1], again[1])


def test_labelled_pixels_are_those_that_differ_from_the_photo() -> None:
    black = np.zeros((*SIZE, 3), np.float32)
    shown = 0
    for seed in range(20):
        damaged, label = render(black, {"scratches": 1.0}, Sources(), np.random.default_rng(seed))
        inside = (label > 0) & (label != UNDECIDED)
        if inside.any():
            shown += 1
            # labelled from 10 levels on; the scan, grey or packed as JPEG, may take more than half
            assert abs(damaged[inside].mean() - np.median(damaged[label == 0])) > 4 / 255
    assert shown > 5


def test_a_folder_without_damage_or_with_broken_files_is_an_error(tmp_path: Path, folder: Path) -> None:
    def code(path: Path) -> str:
        with pytest.raises(StudioError) as error:
            read_sources(path)
        return error.value.code

    assert code(tmp_path / "none") == "folder-missing"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert code(empty) == "damage-empty"
    (folder / "cutouts" / "scratches" / "t.png").write_bytes(b"no picture")
    assert code(folder) == "damage-broken"
    (folder / "cutouts" / "scratches" / "t.png").unlink()
    (folder / "outlines" / "two.json").write_text('{"size": [3], "polygons": [], "labels": []}', "utf-8")
    assert code(folder) == "damage-broken"
