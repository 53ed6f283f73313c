"""Lost slices and blocks: against exact solutions, and better than the mean of the neighbours."""

from __future__ import annotations

from pathlib import Path

import nibabel
import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.medical.volume.between import Gap, along_motion, cubic, ends_of, linear
from inpaint_studio.medical.volume.biharmonic import biharmonic
from inpaint_studio.medical.volume.filling import METHODS, blank_slices, diffused_slices, fill_volume


def slanting(count: int = 15, side: int = 48) -> np.ndarray:
    """Tubes that cross the slices at an angle, as vessels do, on a slope: int16 (count, side, side)."""
    z, y, x = np.mgrid[:count, :side, :side].astype(np.float64)
    volume = 300 + 4 * x + 3 * y
    for start, slope in ((8, 1.6), (22, -1.0), (34, 0.7)):
        away = (x - start - slope * z) ** 2 + (y - 12 - 0.5 * start - 0.8 * z) ** 2
        volume += 700 * np.exp(-away / 18)
    return np.rint(volume).astype(np.int16)


def test_slices_without_complete_ones_near_by_are_named() -> None:
    lost = np.zeros((20, 4, 4), bool)
    lost[3:11, 1, 1] = lost[13, 0] = lost[19, 2, 2] = True
    assert diffused_slices(lost) == [19]
    lost[11, 1, 1] = True
    assert diffused_slices(lost) == [*range(3, 12), 19]
    assert diffused_slices(lost.transpose(1, 2, 0), "x") == [*range(3, 12), 19]


def whole(volume: np.ndarray, *numbers: int, axis: int = 0) -> np.ndarray:
    lost = np.zeros(volume.shape, bool)
    np.moveaxis(lost, axis, 0)[list(numbers)] = True
    return lost


def error(filled: np.ndarray, truth: np.ndarray, lost: np.ndarray) -> float:
    return float(np.sqrt(np.mean((filled[lost].astype(float) - truth[lost]) ** 2)))


def test_linear_and_cubic_are_exact_on_polynomials() -> None:
    z = np.arange(8.0)[:, None, None] * np.ones((1, 3, 4))
    gap = Gap(2, 3, 5)
    known = [number not in (3, 4) for number in range(8)]
    np.testing.assert_allclose(linear((2 * z + 1).astype(np.float32), gap), 7)
    power = (z**3 - 4 * z).astype(np.float32)
    np.testing.assert_allclose(cubic(power, gap, known), 27 - 12, rtol=1e-5)
    known[1] = False  # without a second slice on this side
    np.testing.assert_array_equal(cubic(power, gap, known), linear(power, gap))


def test_what_moves_stays_in_one_piece() -> None:
    volume = slanting().astype(np.float32)
    gap = Gap(5, 7, 9)
    mean = error(linear(volume, gap), volume[7], np.ones(volume.shape[1:], bool))
    moved = error(along_motion(volume, gap, ends_of(volume)), volume[7], np.ones(volume.shape[1:], bool))
    assert moved < 0.5 * mean


def test_the_biharmonic_volume_solves_the_normal_equations() -> None:
    """The same as a dense least-squares solution with a Laplacian that is built from Kronecker products."""
    shape, spacing = (5, 6, 7), (2.0, 1.0, 0.7)
    rng = np.random.default_rng(1)
    volume = rng.normal(size=shape).astype(np.float32)
    lost = np.zeros(shape, bool)
    lost[1:3, 2:5, 3:6] = True
    lost[0, 0, 0] = True

    def second(length: int) -> np.ndarray:
        matrix = -2 * np.eye(length) + np.eye(length, k=1) + np.eye(length, k=-1)
        matrix[0, 0] = matrix[-1, -1] = -1  # mirrored
        return matrix

    eyes = [np.eye(length) for length in shape]
    laplacian = (
        sum(
            np.kron(np.kron(*[second(n) if k == axis else eyes[k] for k, n in enumerate(shape[:2])]), eyes[2])
            / spacing[axis] ** 2
            for axis in range(2)
        )
        + np.kron(np.kron(eyes[0], eyes[1]), second(shape[2])) / spacing[2] ** 2
    )
    unknown = lost.ravel()
    known = np.where(unknown, 0, volume.ravel().astype(np.float64))
    expected = np.linalg.lstsq(laplacian[:, unknown], -laplacian @ known, rcond=None)[0]
    filled = biharmonic(volume, lost, spacing)
    np.testing.assert_allclose(filled[lost], expected, atol=2e-3)
    np.testing.assert_array_equal(filled[~lost], volume[~lost])


def test_a_lost_slice_is_predicted_far_better_than_by_the_mean() -> None:
    volume = slanting()
    lost = whole(volume, 7)
    damaged = np.where(lost, np.int16(0), volume)
    errors = {method: error(fill_volume(damaged, lost, method=method), volume, lost) for method in METHODS}
    assert errors["auto"] < 0.35 * errors["linear"]
    assert errors["biharmonic"] < errors["linear"]
    assert errors["low-rank"] < errors["linear"]


def test_a_real_scan() -> None:
    """Slices of the EPI that comes with nibabel: every third one of those in the middle, one at a time."""
    path = Path(nibabel.__file__).parent / "tests/data/example4d.nii.gz"
    scan = np.asarray(nibabel.load(path).dataobj)[..., 0].transpose(2, 1, 0)[:, 16:80, 32:96]
    ratios = []
    for number in range(6, 18, 3):
        lost = whole(scan, number)
        ours, mean = (fill_volume(scan, lost, method=method) for method in ("auto", "linear"))
        ratios.append(error(ours, scan, lost) / error(mean, scan, lost))
    assert max(ratios) < 1, ratios
    assert np.mean(ratios) < 0.98, ratios


def test_other_voxels_keep_their_values_along_every_axis() -> None:
    volume = slanting(12, 24)
    for axis, name in enumerate("zyx"):
        lost = whole(volume, 5, axis=axis)
        filled = fill_volume(volume, lost, along=name)  # type: ignore[arg-type]
        assert filled.dtype == np.int16
        np.testing.assert_array_equal(filled[~lost], volume[~lost])
        turned = fill_volume(np.moveaxis(volume, axis, 0), np.moveaxis(lost, axis, 0))
        np.testing.assert_array_equal(np.moveaxis(filled, axis, 0), turned)
        assert volume.min() <= filled[lost].min()
        assert filled[lost].max() <= volume.max()


@pytest.mark.parametrize("depth", [1, 3])
def test_a_lost_block_joins_its_surroundings(depth: int) -> None:
    volume = slanting()
    lost = np.zeros(volume.shape, bool)
    lost[6 : 6 + depth, 14:28, 16:32] = True
    filled = fill_volume(np.where(lost, np.int16(-5), volume), lost)
    assert error(filled, volume, lost) < 0.5 * error(fill_volume(volume, lost, method="linear"), volume, lost)


def test_a_block_in_the_last_slice_is_filled_from_its_own() -> None:
    volume = slanting()
    lost = np.zeros(volume.shape, bool)
    lost[-1, 20:24, 20:24] = True
    assert error(fill_volume(volume, lost), volume, lost) < 0.1 * np.ptp(volume)


def test_floats_that_are_no_numbers_do_not_spread() -> None:
    volume = slanting().astype(np.float32)
    volume[3, 4, 5] = np.nan
    lost = whole(volume, 7)
    filled = fill_volume(volume, lost)
    assert np.isfinite(filled[lost]).all()
    assert np.isnan(filled[3, 4, 5])


@pytest.mark.parametrize(("numbers", "code"), [((0,), "volume-end"), ((14,), "volume-end")])
def test_a_slice_at_the_end_is_refused(numbers: tuple[int, ...], code: str) -> None:
    volume = slanting()
    with pytest.raises(StudioError) as caught:
        fill_volume(volume, whole(volume, *numbers))
    assert caught.value.code == code
    assert caught.value.values["number"] == numbers[0] + 1


def test_nothing_known_is_refused() -> None:
    volume = slanting()
    with pytest.raises(StudioError) as caught:
        fill_volume(volume, np.ones(volume.shape, bool))
    assert caught.value.code == "volume-full"


def test_it_reports_and_can_be_stopped() -> None:
    volume = slanting()
    heard: list[float] = []
    lost = whole(volume, 5, 8)
    lost[-1, 4:6, 4:6] = True  # by diffusion, after the others
    fill_volume(volume, lost, report=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        fill_volume(volume, whole(volume, 5), check=stop)


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_blank_slices_have_one_value_or_no_number(value: float) -> None:
    volume = slanting().astype(np.float32)
    volume[[0, 5, 6]] = value
    assert np.flatnonzero(blank_slices(volume)).tolist() == [5, 6]
