"""The GAN: a generator that fills holes against a discriminator that detects fills."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from ..core.errors import Note, StudioError
from ..nets import losses
from ..nets.architectures import architecture, load_weights
from ..nets.autoencoder import Autoencoder
from ..nets.generator import Noise, draw_noise
from ..nets.projected import CodeFeatures
from .augment import PairAugment
from .config import Config
from .feed import Feed
from .holes import Rng
from .processes import Processes
from .task import Batch, Learner, average_into, averaged_copy, frozen, half_precision, placed
from .validation import Filling

_TWINS = 4
"""Every fourth picture is filled twice with different noise, to keep the fills apart."""


class GanTask(Filling):
    """Discriminator, then generator, once for each batch (Goodfellow et al. 2014)."""

    def __init__(self, config: Config, processes: Processes) -> None:
        """Raises StudioError "architecture-unknown", "architecture-setting" or "training-value"."""
        self.config = config
        self.device = processes.device
        built = architecture(config.architecture, "generator").build(config.network)
        _require_sizes(built, config)
        discriminator = architecture(config.judge, "discriminator").build(config.discriminator)
        self.generator = placed(built, config, self.device)
        self.discriminator = placed(discriminator, config, self.device)
        self.features = None if config.judge == "patches" else placed(_features(config), config, self.device)
        self.average = averaged_copy(self.generator)
        if config.compiled:
            self.generator.compile(dynamic=False)
        self._generator = Learner(self.generator, processes, config)
        self._discriminator = Learner(self.discriminator, processes, config)
        self.modules: dict[str, nn.Module] = {
            "generator": self.generator, "discriminator": self.discriminator, "average": self.average,
        }  # fmt: skip
        self.optimizers: dict[str, torch.optim.Optimizer] = {
            "generator": self._generator.optimizer, "discriminator": self._discriminator.optimizer,
        }  # fmt: skip
        self._adversarial = losses.ADVERSARIAL[config.adversarial]

    def step(self, batch: Batch, rng: Rng) -> dict[str, Tensor]:
        """One step of each network; the generator's output is computed once for both."""
        c, photos, masks = self.config, batch.photos, batch.masks
        count = len(photos)
        twins = slice(-batch.first % _TWINS, None, _TWINS)
        noise, other = self._noises(batch, rng)
        augment = PairAugment.draw(batch.whole, c.discriminator_augment, rng).part(batch.part)
        seeking = bool(noise) and c.mode_seeking > 0
        with half_precision(self.device, self.config):
            if seeking:
                # one pass for both, since these networks treat every picture independently
                both = [torch.cat([one, two[twins]]) for one, two in zip(noise, other, strict=True)]
                fills = self.generator(
                    torch.cat([photos, photos[twins]]), torch.cat([masks, masks[twins]]), *both
                )
            else:
                fills = self.generator(photos, masks, *noise)
        fills = fills.float()
        fake = losses.composite(photos, fills[:count], masks)
        seen_masks = augment.moved(masks)
        seen_patches: Tensor = self.discriminator.patches(seen_masks)  # type: ignore[operator]
        with torch.no_grad():
            seen_real = self._seen(augment.moved(augment.colours(photos)))
        seen_fake = self._seen(augment.moved(augment.colours(fake)))

        detached = [each.detach() for each in seen_fake]
        real_verdict, fake_verdict, _, _ = self._judge(seen_real, detached, seen_masks)
        against = self._adversarial.discriminator(real_verdict, fake_verdict, seen_patches)
        self._discriminator.learn(against, c.discriminator_rate * batch.rate)

        with frozen(self.discriminator):
            _, fooled_verdict, real_features, fake_features = self._judge(seen_real, seen_fake, seen_masks)
        fooling = self._adversarial.generator(fooled_verdict, seen_patches)
        matching = losses.feature_matching(fake_features, real_features)
        near = losses.hole_l1(fake, photos, masks)
        frequency = losses.focal_frequency(fake, photos)
        start, end = c.l1
        total = (
            c.adversarial_weight * fooling
            + c.feature_matching * matching
            + (start + (end - start) * batch.progress) * near
            + c.focal_frequency * frequency
        )
        terms = {
            "discriminator": against, "adversarial": fooling, "matching": matching, "l1": near,
            "frequency": frequency,
            "photo_verdict": losses.inside(real_verdict.float(), seen_patches),
            "fill_verdict": losses.inside(fake_verdict.float(), seen_patches),
        }  # fmt: skip
        if c.plan:
            layout = losses.plan_l1(fake, photos, masks)
            total = total + c.plan * layout
            terms["plan"] = layout
        if seeking:
            alike = self._alike(fills[:count][twins], fills[count:], masks[twins], batch)
            total = total + c.mode_seeking * alike
            terms["alike"] = alike
        self._generator.learn(total, batch.rate)
        average_into(self.average, self.generator, c.ema, batch.step)
        terms["loss"] = total
        return {name: value.detach() for name, value in terms.items()}

    def _alike(self, first: Tensor, second: Tensor, masks: Tensor, batch: Batch) -> Tensor:
        """How similar the twins are. Processes may have more or fewer of them; all weigh the same."""
        if not len(first):
            return first.new_zeros(())
        processes = batch.whole // len(batch.photos)
        share = len(first) * processes / -(-batch.whole // _TWINS)
        return losses.mode_seeking(first, second, masks) * share

    def _noises(self, batch: Batch, rng: Rng) -> tuple[Noise, Noise]:
        """Two independent noises for this process's part of the whole batch."""
        height, width = batch.photos.shape[-2:]
        shapes = self.generator.noise_shapes(batch.whole, height, width)  # type: ignore[operator]
        part = batch.part
        first = draw_noise(shapes, rng.generator, rng.device)
        second = draw_noise(shapes, rng.generator, rng.device)
        return tuple(z[part] for z in first), tuple(z[part] for z in second)

    def _seen(self, pictures: Tensor) -> list[Tensor]:
        """What the discriminator sees of pictures: their frozen features, level by level, or themselves."""
        if self.features is None:
            return [pictures]
        with half_precision(self.device, self.config):
            return self.features(pictures)  # type: ignore[no-any-return]

    def _judge(
        self, real: list[Tensor], fake: list[Tensor], masks: Tensor
    ) -> tuple[Tensor, Tensor, list[Tensor], list[Tensor]]:
        """The discriminator's outputs for photos and fills, and the features of both."""
        both = [torch.cat(pair) for pair in zip(real, fake, strict=True)]
        with half_precision(self.device, self.config):
            given = both[0] if self.features is None else both
            verdict, features = self.discriminator(given, torch.cat([masks, masks]))
        count = len(masks)
        return verdict[:count], verdict[count:], [f[:count] for f in features], [f[count:] for f in features]

    def diverged(self, losses: Mapping[str, float], step: int) -> Note | None:
        """Whether the discriminator is never wrong, so that there is nothing left to learn from it."""
        if step >= 500 and losses["discriminator"] < 1e-3:
            return Note("collapsed")
        return None

    def finish(self, feed: Feed) -> None:
        """Nothing."""

    def portable_networks(self) -> dict[str, tuple[str, nn.Module]]:
        """The averaged generator and the discriminator."""
        return {
            "generator": (self.config.architecture, self.average),
            "discriminator": (self.config.judge, self.discriminator),
        }


def _features(config: Config) -> CodeFeatures:
    """The frozen features that the settings name. Raises StudioError "training-value" or "weights-broken"."""
    if not config.features:
        raise StudioError("training-value", name="features", value="", wanted=Note("weights-of-autoencoder"))
    loaded = load_weights(Path(config.features))
    if not isinstance(loaded.module, Autoencoder):
        why = Note("named-other-network", name=loaded.architecture)
        raise StudioError("weights-broken", path=config.features, reason=why)
    return CodeFeatures(loaded.module)


def _require_sizes(generator: nn.Module, config: Config) -> None:
    """Raise StudioError "training-value" if the network cannot take the crops."""
    multiple = int(generator.multiple)  # type: ignore[arg-type]
    if any(side % multiple for side, _ in config.resolutions):
        wanted = Note("sides-multiples", multiple=multiple)
        raise StudioError("training-value", name="resolutions", value=config.resolutions, wanted=wanted)
