"""What the commands that write derived objects share: their options, masks, and what they report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...core.arrays import Flags
from ...core.errors import StudioError
from ...core.mask import Mask
from ...jobs.files import MaskOptions, drawn_mask
from ...medical.derived import MASK_AS, Derivation, MaskAs, check_output, mask_path
from ...medical.filling import planes_of, require_frame
from ...medical.image import MedicalImage
from ...medical.reading import kind_of, read_medical
from ..mask_files import require_apart
from ..output import pixels, print_json, say, warn
from ..usage import require_one_of, wrong_usage

_MOST_NUMBER = 1_000_000
NOT_FOR_DIAGNOSIS = "Not for diagnosis."


def numbers_from(flag: str, words: str) -> list[int]:
    """The whole numbers in `0,3,5-9`, each once. Raises a usage error for anything else."""
    found: dict[int, None] = {}
    for word in words.split(","):
        first, dash, last = word.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise wrong_usage(f"{flag} takes numbers such as 0,3,5-9, not '{words}'.")
        end = int(last) if dash else int(first)
        if end < int(first):
            raise wrong_usage(
                f"{flag} takes ranges from the lower to the higher number, not '{word.strip()}'."
            )
        if end >= _MOST_NUMBER:
            raise wrong_usage(f"{flag} takes numbers below {_MOST_NUMBER:,}, not {end}.")
        found |= dict.fromkeys(range(int(first), end + 1))
    return list(found)


def frames_from(words: str | None, image: MedicalImage) -> list[int]:
    """The frames in `0,3,5-9`; all for None. Raises a usage error, and StudioError "medical-frame"."""
    if words is None:
        return list(range(image.frames))
    found = numbers_from("--frames", words)
    for frame in found:
        require_frame(image, frame)
    return found


def mask_from(path: Path, image: MedicalImage, edit: MaskOptions) -> tuple[Flags, tuple[str, ...]]:
    """The mask in a file, bool (rows, columns) or (frames, rows, columns), and warnings about it.

    Raises StudioError "medical-mask-size", "medical-mask-kind" and those of reading either.
    """
    if kind_of(path) is None:
        found = drawn_mask(path, edit)
        mask, warnings = edit.applied(found.mask).hole, found.warnings
    elif image.kind == "nifti" and kind_of(path) == "nifti":
        marked = read_medical(path).values != 0
        mask, warnings = np.stack([edit.applied(Mask.from_array(plane)).hole for plane in marked]), ()
    else:
        raise StudioError("medical-mask-kind", path=path)
    planes_of(mask, image)
    return mask, warnings


def require_marked(planes: Flags) -> None:
    """Raise StudioError "medical-mask-empty" if nothing is to be filled: a derived object would be a copy."""
    if not planes.any():
        raise StudioError("medical-mask-empty")


def check_files(
    image: MedicalImage, output: Path, mask_as: MaskAs, mask: Path | None = None, *, overwrite: bool
) -> None:
    """Raise what would stop the files from being written, before the work.

    The mask that is written beside the output must not replace the one that is read.
    """
    if mask is not None and mask_as == "seg":
        require_apart({"the mask beside --output": mask_path(image, output)}, {"--mask": mask})
    check_output(image, output, mask_as, overwrite=overwrite)


def derivation_from(
    mask: Flags,
    *,
    mask_as: str | None,
    burned_in: str | None,
    drop_private: bool,
    description: str | None,
    **how: Any,
) -> Derivation:
    """The derivation for these options. Raises a usage error for invalid values."""
    require_one_of("--mask-as", mask_as, MASK_AS)
    require_one_of("--burned-in", burned_in, ("yes", "no"))
    return Derivation(
        mask=mask,
        mask_as=mask_as or "seg",  # type: ignore[arg-type]
        burned_in=None if burned_in is None else "YES" if burned_in == "yes" else "NO",
        keep_private=not drop_private,
        description=description or "",
        **how,
    )


def report(
    what: str,
    planes: Flags,
    files: Sequence[Path],
    warnings: Sequence[str],
    values: Mapping[str, Any],
    *,
    as_json: bool,
    nothing: str = "The mask marks nothing",
) -> None:
    """Say what was changed and saved; `what` begins the sentence: 'Filled', 'Blanked'.

    `nothing` begins it where nothing was changed.
    """
    warn(warnings)
    frames = np.flatnonzero(planes.any(axis=(1, 2)))
    count = int(planes.sum())
    if as_json:
        about = {"pixels": count, "frames": [int(frame) for frame in frames]}
        print_json(
            about | {"files": [str(file) for file in files], "warnings": list(warnings)} | dict(values)
        )
        return
    saved = " and ".join(str(file) for file in files)
    where = f"{len(frames)} frame{'s' * (len(frames) != 1)}"
    if count:
        say(f"{what} {pixels(count)} in {where}. Saved {saved}. {NOT_FOR_DIAGNOSIS}")
    else:
        say(f"{nothing}, so nothing was changed. Saved {saved}.")
