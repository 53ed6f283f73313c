"""Small films with known pictures, made with PyAV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

COUNT, HEIGHT, WIDTH = 24, 48, 64
RATE = 25
SOUND_RATE = 48000


def scene(number: int, height: int = HEIGHT, width: int = WIDTH, depth: int = 8) -> np.ndarray:
    """Frame `number` as RGB: a gradient with a square that moves, and the number as a row of bits on top."""
    rows, columns = np.mgrid[:height, :width]
    picture = np.stack([40 + 2 * columns % 160, 60 + 3 * rows % 120, np.full_like(rows, 90)], axis=-1)
    left = 4 + number % (width - 20)
    picture[height // 2 : height // 2 + 8, left : left + 8] = (200, 60, 40)
    for bit in range(8):
        picture[:8, 8 * bit : 8 * bit + 8] = 220 if number >> bit & 1 else 20
    return (picture * 257).astype(np.uint16) if depth > 8 else picture.astype(np.uint8)


def number_in(frame: np.ndarray) -> int:
    """The number that `scene` drew into a frame."""
    levels = frame.astype(float).mean(axis=2) / (257 if frame.dtype == np.uint16 else 1)
    return sum(1 << bit for bit in range(8) if levels[2:6, 8 * bit + 2 : 8 * bit + 6].mean() > 120)


@dataclass(frozen=True)
class Recipe:
    """How a film is made; times are in units of `time_base`, one for each frame."""

    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    count: int = COUNT
    width: int = WIDTH
    height: int = HEIGHT
    times: Sequence[int] | None = None
    time_base: Fraction = Fraction(1, 12800)
    rotation: float | None = None
    pixel_aspect: Fraction | None = None
    colour: tuple[int, int, int, int] | None = None
    sound: str | None = None
    metadata: dict[str, str] | None = None
    chapters: bool = False
    options: dict[str, str] | None = None

    @property
    def presented(self) -> Sequence[int]:
        step = 1 / (RATE * self.time_base)
        return self.times or [round(number * step) for number in range(self.count)]


def make_film(path: Path, recipe: Recipe = Recipe(), **options: Any) -> Path:
    """Write a film; `options` replace those of the recipe."""
    recipe = replace(recipe, **options)
    with av.open(str(path), "w") as out:
        stream = out.add_stream(recipe.codec, rate=RATE, options=recipe.options or {"g": "8"})
        stream.width, stream.height, stream.pix_fmt = recipe.width, recipe.height, recipe.pixel_format
        stream.codec_context.time_base = recipe.time_base
        stream.time_base = recipe.time_base
        if recipe.pixel_aspect:
            stream.codec_context.sample_aspect_ratio = recipe.pixel_aspect
        if recipe.colour:
            context = stream.codec_context
            (context.color_range, context.colorspace, context.color_trc, context.color_primaries) = (
                recipe.colour
            )
        if recipe.rotation is not None:
            stream.set_display_rotation(recipe.rotation)
        out.metadata.update(recipe.metadata or {})
        if recipe.chapters:
            second = {"time_base": Fraction(1, 1000), "metadata": {"title": "Two"}}
            first = {"time_base": Fraction(1, 1000), "metadata": {"title": "One"}}
            out.set_chapters(
                [{"id": 1, "start": 0, "end": 400, **first}, {"id": 2, "start": 400, "end": 900, **second}]
            )
        sound = out.add_stream(recipe.sound, rate=SOUND_RATE, layout="mono") if recipe.sound else None
        depth = 16 if "10" in recipe.pixel_format or "16" in recipe.pixel_format else 8
        for number, time in enumerate(recipe.presented):
            pixels = scene(number, recipe.height, recipe.width, depth)
            frame = av.VideoFrame.from_ndarray(pixels, "rgb48le" if depth == 16 else "rgb24")
            # one thread: where several convert parts of a picture, one may write into the next one's
            frame = frame.reformat(format=recipe.pixel_format, dst_colorspace="itu601", threads=1)
            frame.pts, frame.time_base = time, recipe.time_base
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if sound is not None:
            hum(out, sound, recipe.count / RATE)
    return path


def hum(out: Any, stream: Any, seconds: float) -> None:
    """Encode a tone of so many seconds into an audio stream of `SOUND_RATE`."""
    for start in range(0, round(seconds * SOUND_RATE), 1024):
        wave = np.sin(2 * np.pi * 220 * np.arange(start, start + 1024) / SOUND_RATE)
        frame = av.AudioFrame.from_ndarray((wave * 8000).astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, start, Fraction(1, SOUND_RATE)
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def break_frame(path: Path, number: int) -> None:
    """Overwrite the packet of a frame with zeros; the packets must be in the order of the frames."""
    data = bytearray(path.read_bytes())
    with av.open(str(path)) as film:
        packet = [one for one in film.demux(video=0) if one.size][number]
        start = data.index(bytes(packet))
        data[start : start + packet.size] = bytes(packet.size)
    path.write_bytes(data)
