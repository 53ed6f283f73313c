"""Our engines as plain functions `f(image, hole) -> image`, for evaluation scripts outside the project.

`image` is uint8 (H, W, 3) RGB, `hole` bool (H, W); the result is a new uint8 (H, W, 3), with the bytes
of `image` outside the hole. Colour and grain matching are off: they please the eye but lower scores
that compare with the truth, and the peers do neither.

    python -c "from tests.benchmarks.eval_workers import exemplar"      # from the top of the checkout
"""

from __future__ import annotations

import numpy as np

from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.engines.pipeline.run import run
from inpaint_studio.engines.request import FillRequest

PLAIN = JoinOptions(colour=False, grain=False)


def fill_with(
    engine: str, image: np.ndarray, hole: np.ndarray, join: JoinOptions = PLAIN, **params: float | str
) -> np.ndarray:
    """The photo filled by an engine with seed 0."""
    photo = Photo(np.ascontiguousarray(image))
    return run(FillRequest(photo, Mask.from_array(hole), engine, params, join=join)).apply(photo)


def exemplar(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("exemplar", image, hole)


def biharmonic(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("biharmonic", image, hole)


def telea(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("telea", image, hole)


def navier_stokes(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("navier-stokes", image, hole)


def sparse(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("sparse", image, hole)


def low_rank(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("low-rank", image, hole)


def deep_prior(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("deep-prior", image, hole)


def autoencoder(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("autoencoder", image, hole)


def autoencoder_predicted(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("autoencoder", image, hole, detail="predicted")


def auto(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("auto", image, hole)


def gan(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("gan", image, hole)


def gan_guided(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("gan", image, hole, detail="guided")


def gan_alone(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("gan", image, hole, detail="off")


def gan_followed(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return fill_with("gan", image, hole, detail="followed")
