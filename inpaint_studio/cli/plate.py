"""`inpaint-studio plate`: the empty scene of a film or of photos of one place."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..core.arrays import Pixels
from ..core.errors import Note
from ..core.files import is_folder, require_writable
from ..core.photo import Photo
from ..core.photo_io import write_photo
from ..video.media.opening import open_frames
from ..video.media.pictures import numbered_in
from ..video.plate import Plate, plate_of
from .mask_files import require_apart, require_png, save_png
from .output import print_json, progress, say, warn

_MOST = 65535
"""The largest level of 16 bits, and so the largest number in the map of times."""


def run(
    source: Path,
    output: Path,
    *,
    uncertainty: Path | None,
    times: Path | None,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Find and save; returns the exit code 0."""
    read = {str(path): path for path in numbered_in(source)} if is_folder(source) else {}
    outputs = {"--output": output, "--uncertainty": uncertainty, "--times": times}
    require_apart(outputs, {"SOURCE": source, **read})
    require_writable(output, overwrite=overwrite)
    for path in (uncertainty, times):
        if path is not None:
            require_png(path, overwrite=overwrite)
    with (
        open_frames(source) as frames,
        progress("Looking", shown=not as_json, time_left=True) as advance,
    ):
        count = len(frames)
        plate = plate_of(frames, on_progress=lambda share: advance(share, None))
    full = np.iinfo(plate.pixels.dtype).max
    alpha = None if plate.shown.all() else plate.shown.astype(plate.pixels.dtype) * full
    write_photo(output, Photo(plate.pixels, alpha), overwrite=overwrite)
    if uncertainty is not None:
        save_png(uncertainty, plate.uncertainty, overwrite=overwrite)
    step = -(-count // _MOST)
    if times is not None:
        write_photo(times, Photo(_times(plate, step)), overwrite=overwrite)
    sure = 1 - float(plate.uncertainty[plate.shown].mean()) / 255
    height, width = plate.shown.shape
    if as_json:
        print_json(
            {
                "output": str(output),
                "size": [width, height],
                "frames": count,
                "compared": list(plate.compared),
                "left_out": list(plate.left_out),
                "noise": round(plate.noise, 3),
                "certainty": round(sure, 4),
                "times_step": step,
            }
        )
        return 0
    say(f"{output}: {width} x {height} px from {len(plate.compared)} of {count} frames, {sure:.0%} certain")
    if plate.left_out:
        total = len(plate.compared) + len(plate.left_out)
        warn([Note("plate-left-out", count=len(plate.left_out), total=total)])
    return 0


def _times(plate: Plate, step: int) -> Pixels:
    """The map of times: first, last and nearest frame as red, green and blue, from 1; 0 for none."""
    numbers = np.stack([plate.first, plate.last, plate.nearest], axis=2)
    return np.where(numbers < 0, 0, numbers // step + 1).astype(np.uint16)
