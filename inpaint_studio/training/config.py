"""The settings of a training run: what each means, its default, and how they are read from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from ..core.errors import StudioError
from ..core.files import contents

_LONGEST = 1_000_000

TaskName = Literal["gan", "autoencoder"]

HOLES = {"scratches": 0.2, "strokes": 0.3, "objects": 0.25, "boxes": 0.1, "half": 0.1, "pixels": 0.05}
"""How often each kind of hole is drawn, relative to the sum."""

AGEING = {"grey": 0.06, "sepia": 0.04, "noise": 0.06, "jpeg": 0.1}
"""How likely each kind of ageing is applied to a crop; they combine."""


@dataclass(frozen=True)
class Config:
    """Everything that a run depends on besides its photos and its machine."""

    task: TaskName = "gan"
    architecture: str = "fourier"
    network: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the architecture that differ from its defaults."""
    discriminator: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the discriminator that differ from its defaults."""

    seed: int = 0
    batch: int = 16
    """Pictures per step, on each device."""
    steps: int | None = None
    minutes: float | None = None
    """The length of the run, resumed parts included, since its start or its portable checkpoint.

    Whichever is reached first ends it; 20,000 steps if neither is set.
    """
    resolutions: tuple[tuple[int, float], ...] = ((128, 0.2), (256, 0.65), (448, 0.15))
    """Side of the crops in pixels (multiples of 16), and for which part of the run."""

    rate: float = 2e-4
    discriminator_rate: float = 1.0
    """The discriminator's learning rate, as a multiple of the generator's."""
    betas: tuple[float, float] = (0.0, 0.99)
    decay: float = 0.0
    """The last part of the run, over which the learning rate falls to zero."""
    warm_up: int = 200
    """Steps of learning-rate warm-up after a portable checkpoint, which has no optimizer moments."""
    clip: float = 10.0
    """The largest norm of a network's gradient; longer ones are clipped."""
    ema: float = 0.999
    """The decay of the moving average of the weights, which is the result of the run."""

    channels_last: bool = True
    """Store the channels of a pixel next to each other in memory."""
    half_on_cpu: bool = False
    """Compute in bfloat16 on the CPU too: 1.3 to 1.7 times as fast if it has AVX-512 BF16."""
    compiled: bool = False
    """Compile the filling network for this GPU first: a minute or two for each side of the crops."""

    adversarial: str = "hinge"
    adversarial_weight: float = 1.0
    l1: tuple[float, float] = (1.0, 0.1)
    """Weight of the difference in the hole, at the start and at the end of the run."""
    known_l1: float = 0.1
    """Weight of the difference outside the hole (autoencoder)."""
    reconstruction: float = 1.0
    """Weight of the difference between photos and their reconstruction (autoencoder)."""
    code: float = 0.3
    """Weight of the error of predicted codes, in units of their spread (autoencoder)."""
    roughness: float = 0.1
    """Weight of the error of the predicted roughness of the code (autoencoder)."""
    feature_matching: float = 10.0
    focal_frequency: float = 0.1
    mode_seeking: float = 0.1
    """Weight of the reward for different fills from different noise."""
    discriminator_augment: float = 0.7
    """How likely a pair of photo and fill is shifted and recoloured before the discriminator sees it."""

    holes: Mapping[str, float] = field(default_factory=lambda: dict(HOLES))
    ageing: Mapping[str, float] = field(default_factory=lambda: dict(AGEING))
    folders: Mapping[str, float] = field(default_factory=dict)
    """How often photos of a folder are drawn, relative to 1 for the others."""
    validation: float = 0.03
    """The share of the photos that is held out and never trained on."""

    save_minutes: float = 5.0
    """Minutes between checkpoints, which are written together with a row of the log."""
    sheet_steps: int = 1000
    """Steps between validations, each with a sample sheet."""
    log_steps: int = 50
    """Steps over which the logged losses are averaged."""

    @property
    def smallest(self) -> int:
        """The side of the smallest crops."""
        return min(side for side, _ in self.resolutions)

    def as_dict(self) -> dict[str, Any]:
        """As values for JSON; `config_of` reads them back."""
        return asdict(self)


DEFAULTS = {
    "gan": Config(),
    "autoencoder": Config(
        task="autoencoder",
        architecture="context",
        rate=1e-3,
        betas=(0.9, 0.99),
        decay=0.5,
        l1=(1.0, 1.0),
        focal_frequency=1.0,
    ),
}
"""The default settings of each task."""

_GENTLE: Mapping[str, Any] = {
    "rate": 1e-4,
    "decay": 0.5,
    "resolutions": [[256, 0.7], [448, 0.3]],
    "validation": 0.2,
}
FINE_TUNING: Mapping[str, Mapping[str, Any]] = {"gan": {**_GENTLE, "l1": [0.1, 0.1]}, "autoencoder": _GENTLE}
"""The defaults for fine-tuning trained weights on few photos."""

_LENGTH = 20_000


def config_of(task: str, given: Mapping[str, Any], base: Config | None = None) -> Config:
    """The defaults (or `base`), overridden by what is `given` (values from TOML or JSON), and checked.

    Raises StudioError "training-setting" or "training-value".
    """
    start = base or DEFAULTS[task]
    kinds = {found.name: found for found in fields(Config)}
    changes = {}
    for name, value in given.items():
        if name not in kinds or name == "task":
            if name == "task" and value == task:
                continue
            raise StudioError("training-setting", name=name, known=", ".join(sorted(set(kinds) - {"task"})))
        changes[name] = _converted(name, value, getattr(DEFAULTS["gan"], name))
    config = replace(start, **changes)
    if config.steps is None and config.minutes is None:
        config = replace(config, steps=_LENGTH)
    _check(config)
    return config


def read_config(path: Path) -> dict[str, Any]:
    """The settings in a TOML file.

    Raises StudioError "file-missing", "file-unreadable" or "training-config".
    """
    try:
        return tomllib.loads(contents(path, _LONGEST).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise StudioError("training-config", path=path, reason="it is not text") from error
    except RecursionError as error:
        raise StudioError("training-config", path=path, reason="it is nested too deeply") from error
    except ValueError as error:
        raise StudioError("training-config", path=path, reason=" ".join(str(error).split())) from error


def _converted(name: str, value: Any, default: Any) -> Any:
    """`value` in the type of the default; numbers for the length may also be absent."""
    if name in ("steps", "minutes"):
        wanted = "a number above 0"
        if value is None:
            return None
        if not _number(value) or value <= 0 or (name == "steps" and not isinstance(value, int)):
            raise StudioError("training-value", name=name, value=value, wanted=wanted)
        return value
    if isinstance(default, str):
        good, wanted = isinstance(value, str), "a name"
    elif isinstance(default, bool):
        good, wanted = isinstance(value, bool), "true or false"
    elif isinstance(default, int):
        good, wanted = isinstance(value, int) and not isinstance(value, bool), "a whole number"
    elif isinstance(default, float):
        good, wanted = _number(value), "a number"
    elif isinstance(default, Mapping):
        numeric = name in ("holes", "ageing", "folders")
        good = isinstance(value, Mapping) and (not numeric or all(_share(part) for part in value.values()))
        wanted = "names with numbers" if numeric else "a table"
    elif name == "resolutions":
        good = bool(value) and all(
            isinstance(part, list | tuple) and len(part) == 2 and all(map(_share, part)) for part in value
        )
        wanted = "pairs of side and share"
        value = tuple(tuple(part) for part in value) if good else value
    else:
        good = isinstance(value, list | tuple) and len(value) == len(default) and all(map(_number, value))
        wanted = f"{len(default)} numbers"
        value = tuple(value) if good else value
    if not good:
        raise StudioError("training-value", name=name, value=value, wanted=wanted)
    return value


def _check(config: Config) -> None:
    """Raise StudioError "training-value" for values of the right type that are not valid."""
    rules: tuple[tuple[str, bool, str], ...] = (
        ("batch", config.batch >= 1, "at least 1"),
        ("rate", config.rate > 0, "a number above 0"),
        ("discriminator_rate", config.discriminator_rate > 0, "a number above 0"),
        ("ema", 0 <= config.ema < 1, "a number from 0 to below 1"),
        ("decay", 0 <= config.decay <= 1, "a number from 0 to 1"),
        ("clip", config.clip > 0, "a number above 0"),
        ("validation", 0 < config.validation < 1, "a number between 0 and 1"),
        ("log_steps", config.log_steps >= 1, "at least 1"),
        ("sheet_steps", config.sheet_steps >= 1, "at least 1"),
        ("save_minutes", config.save_minutes >= 0, "at least 0"),
        ("adversarial", config.adversarial in ("hinge", "non-saturating", "bce"),
         "hinge, non-saturating or bce"),
        ("holes", set(config.holes) <= set(HOLES) and sum(config.holes.values()) > 0,
         f"shares of {', '.join(HOLES)}"),
        ("ageing", set(config.ageing) <= set(AGEING), f"shares of {', '.join(AGEING)}"),
        ("resolutions", all(int(side) == side and side >= 16 and side % 16 == 0
                            for side, _ in config.resolutions) and sum(s for _, s in config.resolutions) > 0,
         "sides that are multiples of 16, with shares"),
    )  # fmt: skip
    for name, good, wanted in rules:
        if not good:
            raise StudioError("training-value", name=name, value=getattr(config, name), wanted=wanted)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _share(value: Any) -> bool:
    return _number(value) and value >= 0
