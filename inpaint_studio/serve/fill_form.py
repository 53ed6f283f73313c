"""`POST /fill`: our own form, with the options of `inpaint-studio fill`."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

from ..core.errors import StudioError, unknown_name
from ..jobs.files import FillSettings, MaskOptions
from .filling import FORMATS, MASK, PHOTO, Filled, Order
from .forms import read_form
from .messages import Answer

PARAMETER = "param."
"""Before the name of an engine's parameter: `param.radius`."""
FIELDS = ("method", "seed", "time", "grow", "feather", "soft", "invert", "format", "quality", "answer")
"""The values of the form, beside its two files and the parameters."""
_ANSWERS = ("picture", "json")
_YES, _NO = ("true", "1", "yes", "on"), ("false", "0", "no", "off")
_MOST_SEED = 2**63 - 1


def order_of(body: Path, kind: str, folder: Path) -> tuple[Order, str]:
    """The order in the form `body`, whose files go to `folder`, and how to answer: "picture" or "json".

    Raises StudioError "serve-form", "serve-field-missing", "serve-field-unknown" and "serve-field-value".
    """
    form = read_form(body, kind, (PHOTO, MASK), folder)
    for name in (PHOTO, MASK):
        if name not in form.files:
            raise StudioError("serve-field-missing", name=name)
    values = form.values
    params = {}
    for name, text in values.items():
        if name.startswith(PARAMETER):
            params[name.removeprefix(PARAMETER)] = text
        elif name not in FIELDS:
            raise unknown_name("serve-field-unknown", name, (PHOTO, MASK, *FIELDS, f"{PARAMETER}NAME"))
    settings = FillSettings(
        engine=values.get("method") or "auto",
        params=params,
        seed=round(_number(values, "seed", 0, _MOST_SEED) or 0),
        within=_number(values, "time", 0.1, 86_400),
        edit=MaskOptions(
            soft=_switch(values, "soft"),
            grow=_number(values, "grow", -1000, 1000) or 0.0,
            feather=_number(values, "feather", 0, 1000) or 0.0,
            invert=_switch(values, "invert"),
        ),
    )
    quality = _number(values, "quality", 1, 100)
    format_name = _choice(values, "format", tuple(FORMATS), "")
    order = Order(settings, format_name, None if quality is None else round(quality))
    return order, _choice(values, "answer", _ANSWERS, "picture")


def answer_of(filled: Filled, answer: str) -> Answer:
    """The picture with what is said of it in headers; or all of it as JSON, the picture in base64."""
    about = filled.about
    if answer == "json":
        picture = base64.b64encode(filled.result.output.read_bytes()).decode("ascii")
        return Answer.of({**about, "type": filled.kind, "picture": picture})
    headers = {"X-Method": about["method"], "X-Seed": str(about["seed"]), "X-Seconds": str(about["seconds"])}
    return Answer(content=filled.result.output, kind=filled.kind, headers=headers)


def _number(values: Mapping[str, str], name: str, least: float, most: float) -> float | None:
    text = values.get(name)
    if text is None:
        return None
    try:
        # an integer keeps all its digits, which a seed needs
        number: float = int(text) if name in ("seed", "quality") else float(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise _invalid(name, text, f"{least} to {most}")
    return number


def _switch(values: Mapping[str, str], name: str) -> bool:
    text = values.get(name, "false").lower()
    if text not in (*_YES, *_NO):
        raise _invalid(name, text, "true, false")
    return text in _YES


def _choice(values: Mapping[str, str], name: str, choices: tuple[str, ...], otherwise: str) -> str:
    text = values.get(name, otherwise)
    if text != otherwise and text not in choices:
        raise _invalid(name, text, ", ".join(choices))
    return text


def _invalid(name: str, text: str, wanted: str) -> StudioError:
    return StudioError("serve-field-value", name=name, value=text[:50], wanted=wanted)
