"""The damage finder: learns from damage rendered on intact photos, so without anyone's labels of photos."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..core.arrays import Bytes
from ..core.damage import KINDS
from ..core.errors import Note, StudioError
from ..nets.architectures import architecture
from ..nets.finder import KIND_CELL, Finder
from .augment import cut_crops, draw_crops
from .config import Config
from .damage.labels import MISSING, STAIN, TEAR, UNDECIDED
from .damage.render import render
from .damage.sources import Sources
from .feed import Feed
from .holes import Rng
from .photos import PhotoStore
from .processes import Processes
from .task import Batch, Learner, Validation, average_into, averaged_copy, half_precision, placed

_LARGEST_ZOOM = 2.2
"""Some crops are enlarged by up to this, since scans are often softer than photos that were reduced."""

_WEIGHTS = [1.0] + [{TEAR: 0.6, STAIN: 0.25, MISSING: 0.35}.get(kind, 1.0) for kind in range(1, 256)]
"""How much a pixel of each label counts: large areas would outweigh specks and scratches otherwise."""
_WEIGHTS[UNDECIDED] = 0.0


@dataclass(frozen=True)
class _Ahead:
    """A batch that is rendered before it is needed."""

    wanted: tuple[int, int]
    """The side and the number of its crops."""
    order: Tensor
    """The state of the random numbers before it."""
    batch: Future[tuple[Tensor, Tensor]]


class DamageFeed(Feed):
    """Draws crops with rendered damage; the masks are the labels of their pixels."""

    def __init__(self, store: PhotoStore, config: Config, device: torch.device, sources: Sources) -> None:
        super().__init__(store, config, device)
        self.sources = sources
        self._ahead: _Ahead | None = None
        self._renderer = ThreadPoolExecutor(1, "renderer")

    def state(self) -> dict[str, Any]:
        """Also which damage is drawn."""
        state = {**super().state(), "damage": self.sources.fingerprint}
        return state if self._ahead is None else {**state, "order": self._ahead.order}

    def restore(self, state: Mapping[str, Any]) -> bool:
        """Raises StudioError "training-damage" if the run drew other damage."""
        if state["damage"] != self.sources.fingerprint:
            raise StudioError("training-damage")
        return super().restore(state)

    def draw(self, side: int, count: int) -> tuple[Tensor, Tensor]:
        """Damaged photos (N, 3, side, side) in [-1, 1] and labels (N, 1, side, side), on the device.

        The next ones are rendered in the background meanwhile; they are the same as without that.
        """
        wanted = (side, count)
        if self._ahead is not None and self._ahead.wanted != wanted:
            self._ahead.batch.result()
            self.order.set_state(self._ahead.order)
            self._ahead = None
        batch = (self._ahead or self._begun(wanted)).batch.result()
        self._ahead = self._begun(wanted)
        return batch

    def _begun(self, wanted: tuple[int, int]) -> _Ahead:
        """Begin to render a batch."""
        return _Ahead(wanted, self.order.get_state(), self._renderer.submit(self._drawn, *wanted))

    def _drawn(self, side: int, count: int) -> tuple[Tensor, Tensor]:
        crops = draw_crops(self.store.training, self._weight, count, side, self.order)
        photos = cut_crops(self._pixels, crops, side, torch.device("cpu"))
        seed = int(torch.randint(2**31, (1,), generator=self.order))
        return self._rendered(photos, np.random.default_rng(seed), self.config.intact)

    def validation_batch(self) -> tuple[Tensor, Tensor]:
        """The held-out photos twice, damaged and intact: always the same, on the CPU."""
        photos, _ = super().validation_batch()
        parts = [self._rendered(photos, np.random.default_rng(7), intact) for intact in (0.0, 1.0)]
        return torch.cat([p for p, _ in parts]).cpu(), torch.cat([m for _, m in parts]).cpu()

    def whole_photos(self) -> Iterator[tuple[Bytes, Bytes]]:
        """Photos of the training, whole, with rendered damage and intact, and their labels.

        RGB, uint8 (H, W, 3) and (H, W); always the same, whatever was drawn before.
        """
        rng = np.random.default_rng(self.config.seed)
        share = (self._weight / self._weight.sum()).double().numpy()
        for number in rng.choice(len(share), self.config.judged, p=share / share.sum()):
            stored = self.store.training[number]
            pixels = np.asarray(stored.of(self.store.pixels), np.float32) / np.float32(255)
            for chances in (self.config.damage, {}):
                damaged, labels = render(pixels, chances, self.sources, rng)
                yield np.round(damaged * 255).astype(np.uint8), labels

    def _rendered(self, photos: Tensor, rng: np.random.Generator, intact: float) -> tuple[Tensor, Tensor]:
        rendered = []
        for photo in photos:
            if rng.random() < 0.3:
                photo = _zoomed(photo, rng)
            pixels = (photo.permute(1, 2, 0).numpy() + 1) / 2
            chances = {} if rng.random() < intact else self.config.damage
            rendered.append(render(pixels, chances, self.sources, rng))
        damaged = torch.from_numpy(np.stack([pixels for pixels, _ in rendered])).permute(0, 3, 1, 2) * 2 - 1
        labels = torch.from_numpy(np.stack([labels for _, labels in rendered]))[:, None]
        layout = torch.channels_last if self.config.channels_last else torch.contiguous_format
        return damaged.to(self.device).contiguous(memory_format=layout), labels.to(self.device)


def _zoomed(photo: Tensor, rng: np.random.Generator) -> Tensor:
    """A part of a photo (3, H, W), enlarged to the same size."""
    side = photo.shape[-1]
    part = round(side / rng.uniform(1, _LARGEST_ZOOM))
    left, top = (int(rng.integers(side - part + 1)) for _ in range(2))
    cut = photo[None, :, top : top + part, left : left + part]
    return F.interpolate(cut, (side, side), mode="bicubic", align_corners=False)[0].clamp(-1, 1)


class FinderTask:
    """Segmentation by cross-entropy and soft Dice (Milletari et al. 2016); kinds where there is damage."""

    main_score = "f1"

    def __init__(self, config: Config, processes: Processes) -> None:
        """Raises StudioError "architecture-unknown", "architecture-setting" or "training-needs"."""
        try:
            from . import marks  # the other trainings run where there is no OpenCV
        except ImportError as error:
            package = "opencv-python-headless" if error.name == "cv2" else error.name
            raise StudioError("training-needs", package=package) from error
        self._learn_marks = marks.learn_marks
        self.config = config
        self.device = processes.device
        built = architecture(config.architecture, "finder").build(config.network)
        assert isinstance(built, Finder)
        self.network = placed(built, config, self.device)
        self.average: nn.Module = averaged_copy(self.network)
        if config.compiled:
            self.network.compile(dynamic=False)
        self._learner = Learner(self.network, processes, config)
        self.modules: dict[str, nn.Module] = {"generator": self.network, "average": self.average}
        self.optimizers: dict[str, torch.optim.Optimizer] = {"generator": self._learner.optimizer}

    def step(self, batch: Batch, rng: Rng) -> dict[str, Tensor]:
        """One step; `batch.masks` holds labels."""
        with half_precision(self.device, self.config):
            damage, kind = self.network(batch.photos)
        terms = finder_losses(damage.float(), kind.float(), batch.masks)
        terms["loss"] = terms["cross_entropy"] + 0.2 * terms["dice"] + 0.25 * terms["kind"]
        self._learner.learn(terms["loss"], batch.rate)
        average_into(self.average, self.network, self.config.ema, batch.step)
        return {name: value.detach() for name, value in terms.items()}

    def diverged(self, losses: Mapping[str, float], step: int) -> Note | None:
        """Never: the loop notices losses that are not finite."""
        return None

    def finish(self, feed: Feed) -> None:
        """Train the classifier that judges what the network finds."""
        assert isinstance(feed, DamageFeed)
        average = self.average
        assert isinstance(average, Finder)
        self._learn_marks(average, average.marks, feed.whole_photos(), self.config.seed)
        self.network.load_state_dict({**self.network.state_dict(), **_marks_of(average)})

    def portable_networks(self) -> dict[str, tuple[str, nn.Module]]:
        """The averaged network."""
        return {"generator": (self.config.architecture, self.average)}

    def validate(self, photos: Tensor, labels: Tensor) -> Validation:
        """Scores at a confidence of 0.5 on the damaged photos, false alarms on the same without damage."""
        with torch.inference_mode():
            parts = [self.average(some.to(self.device)) for some in torch.split(photos, 4)]
        confidence = torch.cat([damage.float().cpu() for damage, _ in parts]).sigmoid()
        half = len(photos) // 2
        truth, decided = labels[:half] > 0, labels[:half] != UNDECIDED
        row = {**scores(confidence[:half] >= 0.5, truth & decided, decided)}
        row["false"] = float((confidence[half:] >= 0.5).float().mean())
        row["f1_sure"] = scores(confidence[:half] >= 0.8, truth & decided, decided)["f1"]
        row["false_sure"] = float((confidence[half:] >= 0.8).float().mean())
        kind = torch.cat([k.float().cpu() for _, k in parts])[:half].argmax(1) + 1
        wanted = cell_kinds(labels[:half])[:, 0]
        known = wanted > 0
        row["kind"] = float((kind == wanted)[known].float().mean()) if bool(known.any()) else 1.0
        shown = (confidence[:half] * 2 - 1).expand(-1, 3, -1, -1)
        want = (truth & decided).float().expand(-1, 3, -1, -1) * 2 - 1
        line = f"F1 {row['f1']:.3f}, {100 * row['false']:.3f} % of intact photos marked"
        return Validation(row, [photos[:half], shown, want], line)


def _marks_of(network: Finder) -> dict[str, Tensor]:
    return {f"marks.{name}": value for name, value in network.marks.state_dict().items()}


def finder_losses(damage: Tensor, kind: Tensor, labels: Tensor) -> dict[str, Tensor]:
    """The terms for logits (N, 1, H, W) and (N, 7, H / 4, W / 4); undecided pixels count in none."""
    weight = labels.new_tensor(_WEIGHTS, dtype=torch.float32)[labels.long()]
    truth = ((labels > 0) & (labels != UNDECIDED)).float()
    each = F.binary_cross_entropy_with_logits(damage, truth, reduction="none")
    # 20: damage covers a few percent, so the mean over all pixels is small
    entropy = 20 * (each * weight).sum() / weight.sum().clamp(min=1)
    probability = damage.sigmoid() * weight
    overlap = 2 * (probability * truth).sum() + 1
    dice = 1 - overlap / (probability.sum() + (truth * weight).sum() + 1)
    wanted = cell_kinds(labels)[:, 0].long()
    cells = labels.new_tensor(_WEIGHTS[1 : 1 + len(KINDS)], dtype=torch.float32)
    kinds = F.cross_entropy(kind, wanted - 1, cells, ignore_index=-1, reduction="sum")
    weighed = cells[(wanted - 1).clamp(min=0)][wanted > 0].sum()
    return {"cross_entropy": entropy, "dice": dice, "kind": kinds / weighed.clamp(min=1)}


def cell_kinds(labels: Tensor) -> Tensor:
    """The kind in each cell of `KIND_CELL` px, 0 where there is none: uint8 labels (N, 1, H, W) reduced."""
    clear = labels.where(labels <= len(KINDS), labels.new_zeros(())).float()
    return F.max_pool2d(clear, KIND_CELL).to(torch.uint8)


def scores(found: Tensor, truth: Tensor, decided: Tensor) -> dict[str, float]:
    """Precision, recall and F1 of pixels, with 2 px of tolerance; undecided pixels are ignored."""
    near_truth, near_found = (F.max_pool2d(each.float(), 5, 1, 2) > 0 for each in (truth, found))
    counted = found & decided
    precision = float((counted & near_truth).sum() / counted.sum().clamp(min=1))
    recall = float((truth & near_found).sum() / truth.sum().clamp(min=1))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": precision, "recall": recall, "f1": f1}
