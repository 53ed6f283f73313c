"""The autoencoder: learns features by reconstruction and predicts them in masked photos; not adversarial."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from ..core.errors import Note
from ..nets import losses
from ..nets.architectures import architecture
from ..nets.autoencoder import Autoencoder, roughness, seen, spread
from ..nets.cells import CELL
from .config import Config
from .feed import Feed
from .holes import Rng
from .processes import Processes
from .task import Batch, Learner, average_into, averaged_copy, half_precision, placed
from .validation import Filling


class AutoencoderTask(Filling):
    """Masked autoencoding (Pathak et al. 2016, without the adversarial part) of pixels and of features.

    The target in feature space is the current encoder's output for the whole photo.
    """

    def __init__(self, config: Config, processes: Processes) -> None:
        """Raises StudioError "architecture-unknown" or "architecture-setting"."""
        self.config = config
        self.device = processes.device
        built = architecture(config.architecture, "autoencoder").build(config.network)
        assert isinstance(built, Autoencoder)
        self.network = placed(built, config, self.device)
        self.average = averaged_copy(self.network)
        if config.compiled:
            for part in (self.network.encoder, self.network.predictor, self.network.decoder):
                part.compile(dynamic=False)
        self._learner = Learner(self.network, processes, config)
        self.modules: dict[str, nn.Module] = {"generator": self.network, "average": self.average}
        self.optimizers: dict[str, torch.optim.Optimizer] = {"generator": self._learner.optimizer}

    def step(self, batch: Batch, rng: Rng) -> dict[str, Tensor]:
        """One step: reconstruct the photo from its code; predict the hole's code, roughness and pixels."""
        c, photos, masks, network = self.config, batch.photos, batch.masks, self.network
        hidden = self._withheld(batch, rng)
        with half_precision(self.device, self.config):
            whole = network.encoder(photos)
            predicted, rough = network.predicted(photos, masks)
            # both at once, since these networks treat every picture independently
            painted = network.decoder(torch.cat([network.withheld(whole, hidden), predicted]))
        again, fill = painted.float().chunk(2)
        target, blind = whole.detach().float(), seen(masks)
        scale = spread(target)
        restored = losses.composite(photos, fill, masks)
        terms = {
            "l1": losses.hole_l1(restored, photos, masks),
            "known": losses.known_l1(fill, photos, masks),
            "frequency": losses.focal_frequency(restored, photos),
            "reconstruction": (again - photos).abs().mean(),
            "code": losses.hole_l1(predicted / scale, target / scale, blind),
            "roughness": losses.hole_l1(rough, roughness(target, scale), blind),
        }
        start, end = c.l1
        terms["loss"] = (
            (start + (end - start) * batch.progress) * terms["l1"]
            + c.known_l1 * terms["known"]
            + c.focal_frequency * terms["frequency"]
            + c.reconstruction * terms["reconstruction"]
            + c.code * terms["code"]
            + c.roughness * terms["roughness"]
        )
        self._learner.learn(terms["loss"], batch.rate)
        average_into(self.average, self.network, c.ema, batch.step)
        return {name: value.detach() for name, value in terms.items()}

    def _withheld(self, batch: Batch, rng: Rng) -> Tensor:
        """The cells whose pixels are withheld from the decoder, from none to all of each picture."""
        height, width = (side // CELL for side in batch.photos.shape[-2:])
        share = rng.uniform(batch.whole, 1, 1, 1)
        hidden = rng.uniform(batch.whole, 1, height, width) < share
        return hidden[batch.part].float()

    def extras(self, photos: Tensor) -> dict[str, Tensor]:
        """The photos painted from their features alone, which shows how much those hold."""
        assert isinstance(self.average, Autoencoder)
        with torch.inference_mode():
            return {"reconstruction": self.average.reconstructed(photos).float()}

    def diverged(self, losses: Mapping[str, float], step: int) -> Note | None:
        """Never: a regression does not collapse; the loop notices losses that are not finite."""
        return None

    def finish(self, feed: Feed) -> None:
        """Nothing."""

    def portable_networks(self) -> dict[str, tuple[str, nn.Module]]:
        """The averaged network."""
        return {"generator": (self.config.architecture, self.average)}
