"""`make bench` measures what it claims: the holes have the size they should, and all methods see the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks import eval_workers, finder, variations
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("thin", [False, True], ids=["compact", "thin"])
@pytest.mark.parametrize("size", bench.SIZES[:4])
def test_holes_have_about_the_area_that_was_asked_for(size: int, thin: bool) -> None:
    for area in (bench.SAME_AREA, bench.SAME_SHARE * size * size):
        assert bench.hole(size, area, thin).sum() == pytest.approx(area, rel=0.3)


def test_pictures_of_every_size_are_real_photo_and_not_enlarged() -> None:
    small, large = bench.picture(256), bench.picture(2048)
    assert large.shape == (2048, 2048, 3)
    assert (small == large[-256:, -256:]).all()


@pytest.mark.parametrize("worker", [eval_workers.telea, eval_workers.navier_stokes, eval_workers.biharmonic])
def test_workers_leave_their_input_and_everything_outside_the_hole_as_it_was(worker: bench.Method) -> None:
    image = bench.picture(256)
    hole = bench.hole(256, 300, True)
    before = image.copy()
    out = worker(image, hole)
    assert (image == before).all()
    assert (out[~hole] == image[~hole]).all()
    assert (out[hole] != image[hole]).any()


def test_the_benchmark_writes_ratios_as_json(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.benchmarks", "--sizes", "256", "--rounds", "1"]
    command += ["--engines", "telea", "-o", str(tmp_path / "new" / "bench.json")]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True, timeout=PATIENCE)
    timings = json.loads((tmp_path / "new" / "bench.json").read_text(encoding="utf-8"))["timings"]
    assert [timing["ladder"] for timing in timings] == ["same area", "same share"]
    assert all(timing["ratio"] > 0 for timing in timings)
    assert np.isfinite([timing["ours"] for timing in timings]).all()


def test_the_quality_of_a_finder_by_hand() -> None:
    label = np.zeros((60, 60), np.uint8)
    label[10:20, 10:20], label[40:50, 10:20], label[:, 50:] = 1, 3, 255
    found = np.zeros(label.shape, bool)
    found[10:20, 10:20] = found[30:35, 30:40] = found[:, 55:] = True
    precision, recall, f1, pieces = finder.quality(label, found)
    assert (precision, recall, pieces) == pytest.approx((100 / 150, 0.5, 0.5))
    assert f1 == pytest.approx(2 * precision * recall / (precision + recall))


@pytest.mark.parametrize("name", ["top-hat", "median"])
def test_classical_finders_see_a_speck(name: str) -> None:
    pixels = np.full((80, 80, 3), 90, np.uint8)
    pixels[40:44, 40:44] = 255
    found = finder.FINDERS[name](pixels)
    assert found[41:43, 41:43].all()
    assert not found[:30].any()


@pytest.mark.needs_torch
def test_a_plan_is_scored_apart_from_its_texture_and_ripples_are_seen() -> None:
    import torch

    from tests.benchmarks import plans

    generator = torch.Generator().manual_seed(1)
    photos = torch.randn(2, 3, 64, 64, generator=generator).mul(0.2).clamp(-1, 1)
    masks = torch.zeros(2, 1, 64, 64)
    masks[..., 8:56, 8:56] = 1
    y, x = torch.meshgrid(torch.arange(64), torch.arange(64), indexing="ij")
    chequers = photos + 0.4 * masks * ((x // 2 + y // 2) % 2 * 2.0 - 1)
    darker = photos - 0.4 * masks
    assert plans.psnr(chequers, photos, masks, 1) == pytest.approx(plans.psnr(darker, photos, masks, 1))
    assert plans.psnr(chequers, photos, masks, 4) > plans.psnr(darker, photos, masks, 4) + 40
    assert plans.ripples(photos, photos, masks) == pytest.approx(1)
    assert plans.ripples(chequers, photos, masks) > 10
    assert plans.ripples(darker, photos, masks) == pytest.approx(1, abs=0.01)
    assert plans.layouts([photos, darker], masks) == pytest.approx(0.4 * 127.5, rel=0.01)
    grain = photos + 0.4 * masks * ((x + y) % 2 * 2.0 - 1)
    assert plans.layouts([photos, grain], masks) < 1e-3


def test_fills_with_other_grain_share_their_layout() -> None:
    hole = variations.disc(96, 0.5)
    fill = np.full((96, 96, 3), 100, np.uint8)
    chequers = np.indices(hole.shape).sum(axis=0) % 2
    grain = fill + (20 * chequers[..., None]).astype(np.uint8)
    other = 110 + 10 - grain + 100  # the same with light and dark exchanged
    alike = variations.spread([grain, other], hole)
    assert alike.whole == pytest.approx(20)
    assert alike.layout < 3
    apart = variations.spread([fill, fill, fill + 30], hole)
    assert (apart.layout, apart.least) == (pytest.approx(20), 0)
    assert apart.whole == pytest.approx(apart.layout)
