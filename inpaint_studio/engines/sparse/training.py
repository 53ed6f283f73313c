"""From photos to a dictionary: drawing patches and learning in passes over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...core.arrays import Bytes, Floats
from ...core.depth import eight_bit_rgb
from ...core.errors import StudioError
from ...core.photo_io import read_photo
from .coding import Effort
from .dictionary import Dictionary
from .learning import AtomLearner

BATCH = 512  # patches
MOST_PATCHES = 1_500_000  # in memory, one byte per value: 290 MB for patches of 8 px
_STRUCTURE = 0.02  # standard deviation below which a patch is skipped, colours in [0, 1]
_TOLERANCE = 0.004  # rms; below the noise of most photos
_FADE = 2.0  # how fast early batches are forgotten (rho of Mairal et al. 2010, 3.4.2)
_REPLACE_EVERY = 50  # batches
_REPLACE_UNTIL = 0.8  # of all batches

OnBatch = Callable[[int, int, float], None]


@dataclass(frozen=True)
class LearningSettings:
    """`atoms` of `patch` px; a patch is coded with `sparsity` of them; at most `patches` per photo."""

    atoms: int = 512
    patch: int = 8
    sparsity: int = 6
    patches: int = 400
    passes: int = 1
    seed: int = 0


@dataclass(frozen=True, eq=False)
class PatchSample:
    """Patches uint8 (n, d) in random order, the number of photos used, and why others were skipped."""

    patches: Bytes
    photos: int
    skipped: tuple[str, ...]


def sample(
    photos: Sequence[tuple[Path, float]], settings: LearningSettings, on_photo: Callable[[int, int], None]
) -> PatchSample:
    """Patches with some structure from photos with weights (0.5: half as many patches).

    Photos that cannot be read, or with a side under four patches, are skipped. `on_photo(done, of)` is
    called after each. Raises StudioError "training-small" if no photo can be used.
    """
    rng = np.random.default_rng(settings.seed)
    each = max(1, min(settings.patches, MOST_PATCHES // len(photos)))
    smallest = 4 * settings.patch
    found: list[Bytes] = []
    skipped: list[str] = []
    for number, (path, weight) in enumerate(photos):
        picked = np.random.default_rng(rng.integers(2**63))  # adding a photo changes no other's patches
        try:
            picture = eight_bit_rgb(read_photo(path).pixels)
        except (StudioError, MemoryError) as error:
            skipped.append(str(error) or f"'{path}' is too large for memory.")
        else:
            if min(picture.shape[:2]) < smallest:
                skipped.append(f"'{path}' is under {smallest} px.")
            else:
                found.append(_patches(picture, settings.patch, max(1, round(each * weight)), picked))
        on_photo(number + 1, len(photos))
    if sum(map(len, found)) == 0:
        raise StudioError("training-small", path=photos[0][0].parent, count=len(photos), smallest=smallest)
    patches = np.concatenate(found)
    return PatchSample(patches[rng.permutation(len(patches))], len(found), tuple(skipped))


def train(patches: Bytes, settings: LearningSettings, on_batch: OnBatch) -> Dictionary:
    """The dictionary learned from patches uint8 (n, d); the same input gives the same dictionary.

    `on_batch(batch, of, error)` is called after each batch, with its root mean square error (colours in
    [0, 1]), and may raise to stop.
    """
    rng = np.random.default_rng([settings.seed, 1])
    total = settings.passes * max(1, -(-len(patches) // BATCH))
    learner = AtomLearner(_first_atoms(patches, settings.atoms, rng), Effort(settings.sparsity, _TOLERANCE))
    for number, batch in enumerate(_batches(patches, settings.passes, rng)):
        error = learner.learn(batch, keep=(1 - 1 / (number + 1)) ** _FADE)
        if number % _REPLACE_EVERY == _REPLACE_EVERY - 1 and number < _REPLACE_UNTIL * total:
            learner.replace_idle(batch)
        on_batch(number + 1, total, error**0.5)
    return Dictionary(learner.atoms, learner.usage, {})


def _batches(patches: Bytes, passes: int, rng: np.random.Generator) -> Iterator[Floats]:
    for number in range(passes):
        order = np.arange(len(patches)) if number == 0 else rng.permutation(len(patches))
        for start in range(0, len(order), BATCH):
            yield _colours(patches[order[start : start + BATCH]])


def _first_atoms(patches: Bytes, count: int, rng: np.random.Generator) -> Floats:
    """Patches without their mean colour, and noise if there are too few: float32 (count, d)."""
    taken = _colours(patches[rng.choice(len(patches), min(count, len(patches)), replace=False)])
    pixels = taken.reshape(len(taken), -1, 3)
    pixels -= pixels.mean(1, keepdims=True)
    noise = rng.normal(size=(count - len(taken), patches.shape[1])).astype(np.float32)
    return np.concatenate([taken, noise])


def _colours(patches: Bytes) -> Floats:
    return patches.astype(np.float32) / np.float32(255)


def _patches(picture: Bytes, size: int, count: int, rng: np.random.Generator) -> Bytes:
    """Up to `count` patches of the picture uint8 (H, W, 3), without the flat ones: uint8 (n, d)."""
    tops = rng.integers(0, picture.shape[0] - size + 1, count)
    lefts = rng.integers(0, picture.shape[1] - size + 1, count)
    windows = np.lib.stride_tricks.sliding_window_view(picture, (size, size), (0, 1))
    taken = windows[tops, lefts].transpose(0, 2, 3, 1).reshape(count, -1)
    pixels = taken.reshape(count, -1, 3).astype(np.float32)
    varying = (pixels - pixels.mean(1, keepdims=True)).std(axis=(1, 2)) > _STRUCTURE * 255
    return np.ascontiguousarray(taken[varying])
