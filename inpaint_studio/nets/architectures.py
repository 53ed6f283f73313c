"""The networks by name, and their weights as files that state which network they belong to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

import safetensors
import torch
from safetensors.torch import save
from torch import nn

from ..core.errors import StudioError, unknown_name
from ..core.files import atomic_write, require_file
from .autoencoder import Autoencoder, AutoencoderConfig
from .discriminator import Discriminator, DiscriminatorConfig
from .finder import Finder, FinderConfig
from .generator import Generator, GeneratorConfig
from .partial_unet import PartialUNet, PartialUNetConfig
from .projected import ProjectedConfig, ProjectedDiscriminator
from .separable import SeparableUNet, SeparableUNetConfig

Kind = Literal["generator", "autoencoder", "discriminator", "finder"]


@dataclass(frozen=True)
class Architecture:
    """A network to choose from: what it is for, how it is built, and its settings."""

    name: str
    kind: Kind
    make: Callable[[Any], nn.Module]
    config: type[Any]

    def build(self, settings: Mapping[str, Any] | None = None) -> nn.Module:
        """The network, untrained. Raises StudioError "architecture-setting" for an unknown setting."""
        return self.make(self.configured(settings))

    def configured(self, settings: Mapping[str, Any] | None = None) -> Any:
        """All settings; defaults for those not given. Raises what `build` does."""
        known = {field.name for field in fields(self.config)}
        given = dict(settings or {})
        for name in given:
            if name not in known:
                raise unknown_name("architecture-setting", name, sorted(known), architecture=self.name)
        # TOML and JSON give lists, but a config must be immutable
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
        return self.config(**values)


ARCHITECTURES = {
    found.name: found
    for found in (
        Architecture("fourier", "generator", Generator, GeneratorConfig),
        Architecture("partial-unet", "generator", PartialUNet, PartialUNetConfig),
        Architecture("separable", "generator", SeparableUNet, SeparableUNetConfig),
        Architecture("context", "autoencoder", Autoencoder, AutoencoderConfig),
        Architecture("damage", "finder", Finder, FinderConfig),
        Architecture("patches", "discriminator", Discriminator, DiscriminatorConfig),
        Architecture("projected", "discriminator", ProjectedDiscriminator, ProjectedConfig),
    )
}


def architecture(name: str, kind: Kind | None = None) -> Architecture:
    """The architecture of that name and, if given, that kind. Raises StudioError "architecture-unknown"."""
    known = [found.name for found in ARCHITECTURES.values() if kind in (None, found.kind)]
    if name not in known:
        raise unknown_name("architecture-unknown", name, known)
    return ARCHITECTURES[name]


@dataclass(frozen=True)
class Weights:
    """A network with trained weights, in float32 on the CPU, and what its file says about it."""

    module: nn.Module
    architecture: str
    settings: Mapping[str, Any]
    about: Mapping[str, Any]


def save_weights(
    path: Path, module: nn.Module, name: str, about: Mapping[str, Any], *, dtype: torch.dtype = torch.float16
) -> None:
    """Write a network as safetensors with its architecture and settings; replaces an existing file.

    Tensors that `dtype` cannot hold, such as a large running variance, stay as they are. `about` is
    anything that JSON can hold. Raises StudioError "weights-not-finite" and those of `atomic_write`.
    """
    tensors = {}
    for key, value in module.state_dict().items():
        value = value.detach()
        if not bool(torch.isfinite(value).all()):
            raise StudioError("weights-not-finite", path=path)
        short = value.to(dtype) if value.is_floating_point() else value
        tensors[key] = (short if bool(torch.isfinite(short).all()) else value).cpu().contiguous()
    config: Any = module.config
    metadata = {
        "architecture": name,
        "settings": json.dumps(asdict(config)),
        "about": json.dumps(dict(about)),
    }
    with atomic_write(path, overwrite=True) as file:
        file.write(save(tensors, metadata))


def load_weights(path: Path) -> Weights:
    """Read what `save_weights` wrote. Raises StudioError "weights-broken", and what `files.opened` raises."""
    require_file(path)
    try:
        with safetensors.safe_open(str(path), framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        name = metadata["architecture"]
        settings = json.loads(metadata["settings"])
        module = architecture(name).build(settings)
        module.load_state_dict({key: _whole(value) for key, value in tensors.items()})
        about = json.loads(metadata.get("about", "{}"))
        return Weights(module, name, settings, about if isinstance(about, dict) else {})
    # valid JSON that is not valid settings makes the network raise TypeError
    except (OSError, safetensors.SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise StudioError("weights-broken", path=path, reason=type(error).__name__) from error


def _whole(value: torch.Tensor) -> torch.Tensor:
    return value.float() if value.is_floating_point() else value
