"""The routes of IOPaint that programs beside it call: `/api/v1/inpaint`, and what they ask before.

IOPaint (https://github.com/Sanster/IOPaint) has one current model, which clients switch; here it is one of
our engines. A request has many fields for diffusion models; those that erasing models ignore there are
ignored here too.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..core.errors import StudioError
from ..core.limits import json_of
from ..engines.registry import Registry
from ..jobs.files import FillSettings
from .filling import MASK, PHOTO, Filled, Order
from .messages import Answer

_MOST_VALUES = 1000
_SEED = 42
"""What IOPaint takes if a client gives none; -1 asks for a random one."""
_MOST_SEED = 99_999_999
_ABILITIES = (
    *("need_prompt", "is_single_file_diffusers", "support_strength", "support_outpainting"),
    *("support_lcm_lora", "support_controlnet", "support_brushnet", "support_powerpaint_v2"),
)
"""What only diffusion models can do."""


class Model:
    """The current model, by the name of an engine."""

    def __init__(self, registry: Registry) -> None:
        self.name = "auto"
        self._registry = registry

    @property
    def about(self) -> dict[str, Any]:
        """The current model, as IOPaint describes one."""
        return described(self.name)

    def switch(self, body: bytes) -> dict[str, Any]:
        """Make the model that JSON names the current one.

        Raises StudioError "serve-json", "engine-unknown" and "engine-unavailable".
        """
        name = _object(body).get("name")
        if not isinstance(name, str):
            raise StudioError("serve-json")
        self._registry.get(name)
        self.name = name
        return self.about

    def config(self) -> dict[str, Any]:
        """What IOPaint says of itself: here without plug-ins, folders and what diffusion needs."""
        names = ["auto", *(entry.name for entry in self._registry.entries() if entry.available)]
        models = [described(name) for name in dict.fromkeys(names)]
        return {
            "plugins": [],
            "modelInfos": models,
            "removeBGModel": "",
            "removeBGModels": [],
            "realesrganModel": "",
            "realesrganModels": [],
            "interactiveSegModel": "",
            "interactiveSegModels": [],
            "enableFileManager": False,
            "enableAutoSaving": False,
            "enableControlnet": False,
            "controlnetMethod": None,
            "disableModelSwitch": False,
            "isDesktop": False,
            "samplers": [],
        }


def described(name: str) -> dict[str, Any]:
    """An engine as IOPaint describes a model that erases."""
    return {
        "name": name,
        "path": name,
        "model_type": "inpaint",
        "controlnets": [],
        "brushnets": [],
        **dict.fromkeys(_ABILITIES, False),
    }


def order_of(body: Path, model: str, folder: Path) -> Order:
    """The order in the JSON `body`, whose pictures go to `folder`.

    As with IOPaint the answer is a PNG. Raises StudioError "serve-json", "serve-field-missing",
    "serve-field-value" and "serve-base64".
    """
    values = _object(body.read_bytes())
    for field, name in (("image", PHOTO), ("mask", MASK)):
        (folder / name).write_bytes(_picture(values, field))
    seed = values.get("sd_seed", _SEED)
    if not isinstance(seed, int) or isinstance(seed, bool) or not -1 <= seed < 2**63:
        raise StudioError("serve-field-value", name="sd_seed", value=str(seed)[:50], wanted="-1, 0, 1, 2, …")
    if seed == -1:
        seed = 1 + secrets.randbelow(_MOST_SEED)
    return Order(FillSettings(engine=model, seed=seed), format="png")


def answer_of(filled: Filled) -> Answer:
    """The picture; X-Seed is what clients of IOPaint read, the others are those of `/fill`."""
    about = filled.about
    headers = {"X-Seed": str(about["seed"]), "X-Method": about["method"], "X-Seconds": str(about["seconds"])}
    return Answer(content=filled.result.output, kind=filled.kind, headers=headers)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json_of(body, _MOST_VALUES)
    except ValueError as error:
        raise StudioError("serve-json") from error
    if not isinstance(found, dict):
        raise StudioError("serve-json")
    return found


def _picture(values: Mapping[str, Any], name: str) -> bytes:
    text = values.get(name)
    if not isinstance(text, str) or not text:
        raise StudioError("serve-field-missing", name=name)
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        found = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise StudioError("serve-base64", name=name) from error
    if not found:
        raise StudioError("serve-base64", name=name)
    return found
