"""The autoencoder: restores masked photos by difference and spectrum alone, without an opponent."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from ..nets import losses
from ..nets.architectures import architecture
from .config import Config
from .holes import Dice
from .processes import Processes
from .task import Batch, Learner, average_into, averaged_copy, half_precision, placed


class AutoencoderTask:
    """Masked autoencoding (Pathak et al. 2016, without the adversarial part)."""

    def __init__(self, config: Config, processes: Processes) -> None:
        """Raises StudioError "architecture-unknown" or "architecture-setting"."""
        self.config = config
        self.device = processes.device
        built = architecture(config.architecture, "autoencoder").build(config.network)
        self.network = placed(built, config, self.device)
        self.average = averaged_copy(self.network)
        if config.compiled:
            self.network.compile(dynamic=False)
        self._learner = Learner(
            self.network, processes, rate=config.rate, betas=config.betas, clip=config.clip
        )
        self.modules: dict[str, nn.Module] = {"generator": self.network, "average": self.average}
        self.optimizers: dict[str, torch.optim.Optimizer] = {"generator": self._learner.optimizer}

    def step(self, batch: Batch, dice: Dice) -> dict[str, Tensor]:
        """One step on the difference inside and outside the hole and on the spectrum."""
        c, photos, masks = self.config, batch.photos, batch.masks
        with half_precision(self.device):
            fill = self.network(photos, masks)
        fill = fill.float()
        restored = losses.composite(photos, fill, masks)
        near = losses.hole_l1(restored, photos, masks)
        around = losses.known_l1(fill, photos, masks)
        frequency = losses.focal_frequency(restored, photos)
        start, end = c.l1
        total = (
            (start + (end - start) * batch.progress) * near
            + c.known_l1 * around
            + c.focal_frequency * frequency
        )
        self._learner.learn(total, batch.rate)
        average_into(self.average, self.network, c.ema, batch.step)
        told = {"l1": near, "known": around, "frequency": frequency, "loss": total}
        return {name: value.detach() for name, value in told.items()}

    def ill(self, losses: Mapping[str, float], step: int) -> str | None:
        """A regression does not collapse; what is no number is seen by the loop."""
        return None

    def travelling(self) -> dict[str, tuple[str, nn.Module]]:
        """The averaged network."""
        return {"generator": (self.config.architecture, self.average)}
