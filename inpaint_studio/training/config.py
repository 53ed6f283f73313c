"""The settings of a training run: what each means, its default, and how they are read from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, get_type_hints

from ..core.errors import Note, StudioError, unknown_name
from ..core.files import contents

_LONGEST = 1_000_000

TaskName = Literal["gan", "autoencoder", "finder"]

HOLES = {
    "scratches": 0.2, "strokes": 0.3, "objects": 0.25, "boxes": 0.1, "half": 0.1, "pixels": 0.05,
    "blobs": 0.0, "freeform": 0.0,
}  # fmt: skip
"""How often each kind of hole is drawn, relative to the sum."""

JUDGES = ("patches", "projected")
ADVERSARIAL = ("hinge", "non-saturating", "bce")

AGEING = {"grey": 0.06, "sepia": 0.04, "noise": 0.06, "jpeg": 0.1}
"""How likely each kind of ageing is applied to a crop; they combine."""

DAMAGE = {
    "outlines": 0.4, "cutouts": 0.45, "specks": 0.25, "blots": 0.15, "hairs": 0.15, "scratches": 0.35,
    "creases": 0.35, "cracks": 0.08, "abrasions": 0.08, "tears": 0.1, "stains": 0.12, "missing": 0.08,
}  # fmt: skip
"""How likely each kind of damage is drawn on a crop (finder); they combine."""


@dataclass(frozen=True)
class Config:
    """Everything that a run depends on besides its photos and its machine."""

    task: TaskName = "gan"
    architecture: str = "fourier"
    network: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the architecture that differ from its defaults."""
    discriminator: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the discriminator that differ from its defaults."""
    judge: str = "patches"
    """The discriminator: "patches" sees pixels, "projected" the frozen features of `features`."""
    features: str = ""
    """The weights file of the autoencoder whose features the projected discriminator sees; "": the shipped
    one, if the command line knows it."""

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
    least_crop: float = 0.0
    """The smallest crop as a share of the photo's short side: 1 shows whole scenes; 0: down to the photo's
    own pixels."""

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
    plan: float = 0.0
    """Weight of the difference in the hole of photo and fill reduced to 1/4 and 1/8."""
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
    damage: Mapping[str, float] = field(default_factory=lambda: dict(DAMAGE))
    intact: float = 0.25
    """The share of crops without damage (finder)."""
    judged: int = 500
    """On how many whole photos, with and without damage, the candidates for marks are judged (finder)."""
    recolour: float = 0.0
    """How likely a crop gets another white balance, brightness and saturation."""
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
    "finder": Config(
        task="finder",
        architecture="damage",
        rate=3e-3,
        betas=(0.9, 0.99),
        decay=0.4,
        batch=8,
        clip=1.0,
        resolutions=((256, 1.0),),
    ),
}
"""The default settings of each task."""

_GENTLE: Mapping[str, Any] = {
    "rate": 1e-4,
    "decay": 0.5,
    "resolutions": [[256, 0.7], [448, 0.3]],
    "validation": 0.2,
}
FINE_TUNING: Mapping[str, Mapping[str, Any]] = {
    "gan": {**_GENTLE, "l1": [0.1, 0.1]},
    "autoencoder": _GENTLE,
    "finder": _GENTLE,
}
"""The defaults for fine-tuning trained weights on few photos."""

_LENGTH = 20_000


def config_of(task: str, given: Mapping[str, Any]) -> Config:
    """The defaults, overridden by what is `given` (values from TOML or JSON), and checked.

    Raises StudioError "training-setting" or "training-value".
    """
    kinds = get_type_hints(Config)
    changes: dict[str, Any] = {}
    for name, value in given.items():
        if name == "task" and value == task:
            continue
        if name not in kinds or name == "task":
            raise unknown_name("training-setting", name, sorted(set(kinds) - {"task"}))
        fits, wanted = _KINDS[kinds[name]]
        if not fits(value):
            raise StudioError("training-value", name=name, value=value, wanted=wanted)
        changes[name] = _as_tuple(value) if isinstance(value, list) else value
    config = replace(DEFAULTS[task], **changes)
    if config.steps is None and config.minutes is None:
        config = replace(config, steps=_LENGTH)
    for name, (good, wanted) in _rules(config).items():
        if not good:
            raise StudioError("training-value", name=name, value=getattr(config, name), wanted=wanted)
    return config


def read_config(path: Path) -> dict[str, Any]:
    """The settings in a TOML file.

    Raises StudioError "file-missing", "file-unreadable" or "training-config".
    """
    try:
        return tomllib.loads(contents(path, _LONGEST).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        if isinstance(error, UnicodeDecodeError):
            why = Note("no-utf8")
        elif isinstance(error, RecursionError):
            why = Note("nested-deep")
        else:
            why = Note("toml-broken", words=" ".join(str(error).split()))
        raise StudioError("training-config", path=path, reason=why) from error


def _as_tuple(value: list[Any]) -> tuple[Any, ...]:
    return tuple(tuple(part) if isinstance(part, list) else part for part in value)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any) -> bool:
    return _whole(value) or isinstance(value, float)


def _share(value: Any) -> bool:
    return _number(value) and value >= 0


def _pair_of(fits: Callable[[Any], bool], value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(fits, value))


def _schedule(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(_pair_of(_share, part) for part in value)


_KINDS: Mapping[Any, tuple[Callable[[Any], bool], Note]] = {
    str: (lambda value: isinstance(value, str), Note("any-name")),
    bool: (lambda value: isinstance(value, bool), Note("true-or-false")),
    int: (_whole, Note("any-whole-number")),
    float: (_number, Note("any-number")),
    int | None: (lambda value: value is None or (_whole(value) and value > 0), Note("number-above-0")),
    float | None: (lambda value: value is None or (_number(value) and value > 0), Note("number-above-0")),
    Mapping[str, Any]: (lambda value: isinstance(value, Mapping), Note("any-table")),
    Mapping[str, float]: (
        lambda value: isinstance(value, Mapping) and all(map(_share, value.values())),
        Note("names-with-numbers"),
    ),
    tuple[float, float]: (lambda value: _pair_of(_number, value), Note("two-numbers")),
    tuple[tuple[int, float], ...]: (_schedule, Note("sides-with-shares")),
}
"""For each type of a setting, what fits it and how it is described."""


def _rules(config: Config) -> dict[str, tuple[bool, Note]]:
    """For each setting that has limits besides its type, whether it is within them, and how they read."""
    c, sides = config, [side for side, _ in config.resolutions]
    above_0, at_least_1 = Note("number-above-0"), Note("at-least", low=1)
    return {
        "batch": (c.batch >= 1, at_least_1),
        "rate": (c.rate > 0, above_0),
        "discriminator_rate": (c.discriminator_rate > 0, above_0),
        "ema": (0 <= c.ema < 1, Note("number-below", low=0, high=1)),
        "decay": (0 <= c.decay <= 1, Note("number", low=0, high=1)),
        "clip": (c.clip > 0, above_0),
        "validation": (0 < c.validation < 1, Note("number-between", low=0, high=1)),
        "judged": (c.judged >= 0, Note("at-least", low=0)),
        "log_steps": (c.log_steps >= 1, at_least_1),
        "sheet_steps": (c.sheet_steps >= 1, at_least_1),
        "save_minutes": (c.save_minutes >= 0, Note("at-least", low=0)),
        "judge": (c.judge in JUDGES, Note("one-of", choices=", ".join(JUDGES))),
        "least_crop": (0 <= c.least_crop <= 1, Note("number", low=0, high=1)),
        "recolour": (0 <= c.recolour <= 1, Note("number", low=0, high=1)),
        "adversarial": (c.adversarial in ADVERSARIAL, Note("one-of", choices=", ".join(ADVERSARIAL))),
        "holes": (
            set(c.holes) <= set(HOLES) and sum(c.holes.values()) > 0,
            Note("shares-of", names=", ".join(HOLES)),
        ),
        "ageing": (set(c.ageing) <= set(AGEING), Note("shares-of", names=", ".join(AGEING))),
        "resolutions": (
            all(int(side) == side and side >= 16 and side % 16 == 0 for side in sides)
            and sum(share for _, share in c.resolutions) > 0,
            Note("sides-multiples", multiple=16),
        ),
    }
