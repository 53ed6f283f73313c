"""Scores rise with the similarity of two pictures and mean the same for every kind of picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from inpaint_studio.evaluation import metrics


@pytest.fixture
def truth() -> np.ndarray:
    rng = np.random.default_rng(0)
    return cv2.GaussianBlur(rng.integers(0, 256, (60, 80, 3), np.uint8), (0, 0), 1.5)


@pytest.fixture
def worse(truth: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(1).normal(0, 10, truth.shape)
    return np.clip(truth + noise, 0, 255).astype(np.uint8)


@pytest.fixture
def hole() -> np.ndarray:
    hole = np.zeros((60, 80), bool)
    hole[20:40, 30:60] = True
    return hole


def test_identical_pictures_get_the_best_of_each_score(truth: np.ndarray, hole: np.ndarray) -> None:
    found = metrics.scores(truth, truth, hole)
    assert found["psnr"] == found["hole_psnr"] == pytest.approx(108.13, abs=0.01)
    assert found["ssim"] == found["texture"] == pytest.approx(1)
    assert found["gmsd"] == pytest.approx(0)


def test_psnr_and_ssim_are_those_of_scikit_image(truth: np.ndarray, worse: np.ndarray) -> None:
    assert metrics.psnr(truth, worse) == pytest.approx(peak_signal_noise_ratio(truth, worse))
    assert metrics.ssim(truth, worse) == pytest.approx(structural_similarity(truth, worse, channel_axis=-1))


def test_a_known_offset_in_the_hole_gives_its_known_psnr(truth: np.ndarray, hole: np.ndarray) -> None:
    shifted = np.where(hole[..., None], np.clip(truth, 20, 230) + 10, truth).astype(np.uint8)
    assert metrics.psnr(np.clip(truth, 20, 230), shifted, hole) == pytest.approx(20 * np.log10(25.5))


def test_scores_ignore_what_the_result_holds_outside_the_hole(
    truth: np.ndarray, worse: np.ndarray, hole: np.ndarray
) -> None:
    tidy = np.where(hole[..., None], worse, truth)
    assert metrics.scores(truth, worse, hole) == metrics.scores(truth, tidy, hole)


def test_a_blurred_fill_has_less_texture_and_a_noisy_one_more(
    truth: np.ndarray, worse: np.ndarray, hole: np.ndarray
) -> None:
    assert metrics.texture(truth, cv2.GaussianBlur(truth, (0, 0), 3), hole) < 0.8
    assert metrics.texture(truth, worse, hole) > 1.1


def test_gmsd_notices_a_lost_edge(truth: np.ndarray) -> None:
    assert metrics.gmsd(truth, cv2.GaussianBlur(truth, (0, 0), 4)) > 0.01


def test_depth_and_grey_do_not_change_a_score(truth: np.ndarray, worse: np.ndarray, hole: np.ndarray) -> None:
    plain = metrics.scores(truth, worse, hole)
    deep = metrics.scores(truth.astype(np.uint16) * 257, worse / 255, hole)
    assert deep == pytest.approx(plain)
    grey = metrics.scores(truth[..., 0], worse[..., :1], hole)
    assert grey == pytest.approx(
        metrics.scores(np.repeat(truth[..., :1], 3, 2), np.repeat(worse[..., :1], 3, 2), hole)
    )


def test_a_single_pixel_can_be_scored() -> None:
    found = metrics.scores(
        np.zeros((1, 1, 3), np.uint8), np.full((1, 1, 3), 51, np.uint8), np.ones((1, 1), bool)
    )
    assert found["hole_psnr"] == pytest.approx(20 * np.log10(5))
