"""Makes the sample photos and their masks again, from pictures that packages ship (see SAMPLES.md).

    python resources/samples/make_samples.py [--meadow PICTURE] [-o FOLDER]

The portrait and the launch pad come out of scikit-image; the meadow out of Debian's package
lomiri-wallpapers-16.04 (`apt-get download lomiri-wallpapers-16.04`, `dpkg-deb -x`), and is made
only if --meadow names it. The same versions of the libraries give the same pixels each time.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.resources
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import tifffile
from PIL import Image, ImageCms

MEADOW_SHA256 = "a5634d1ab5e41a3568e92d4a894a500c92b891f9ff734e50bd224d6e185a605f"
MASK_GROWTH = 2
"""Pixels by which a mask extends beyond the damage, whose soft edge is damage too."""


def main() -> None:
    """Read the command line and make the samples."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--meadow", type=Path, help="seeding_by_Clements_Engelhardt.jpg of that package")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parent)
    chosen = parser.parse_args()
    chosen.output.mkdir(parents=True, exist_ok=True)
    make_portrait(chosen.output)
    make_launch_pad(chosen.output)
    if chosen.meadow:
        make_meadow(chosen.meadow, chosen.output)


# --- the damaged portrait ---


@dataclass
class Print:
    """A photographic print in the making: `pixels` float (H, W, 3), and how damaged each pixel is."""

    pixels: np.ndarray
    damage: np.ndarray
    rng: np.random.Generator

    def cover(self, layer: np.ndarray, colour: tuple[float, float, float], strength: float = 1.0) -> None:
        """Lay a colour over the print where `layer` (float (H, W), 0 to 1) says so."""
        alpha = (layer * strength)[..., None]
        self.pixels = self.pixels * (1 - alpha) + np.array(colour) * alpha
        self.damage = np.maximum(self.damage, layer * strength)

    def canvas(self) -> np.ndarray:
        return np.zeros(self.damage.shape, np.uint8)


def make_portrait(folder: Path) -> None:
    """damaged-portrait.png: an old print, faded, scratched, creased, torn, stained and dusty."""
    print_ = aged_print(source("astronaut.png"), np.random.default_rng(1926))
    crease(print_)
    scratch(print_)
    stain(print_)
    dust(print_)
    tear(print_)
    grain = cv2.GaussianBlur(print_.rng.normal(0, 0.022, print_.damage.shape), (0, 0), 0.7)
    pixels = np.clip(print_.pixels + grain[..., None], 0, 1)
    Image.fromarray(np.round(pixels * 255).astype(np.uint8)).save(
        folder / "damaged-portrait.png", optimize=True, dpi=(300, 300)
    )
    save_mask(print_.damage > 0.05, folder / "damaged-portrait.mask.png")


def aged_print(photo: np.ndarray, rng: np.random.Generator) -> Print:
    """The photo as a sepia print of long ago: faded in the highlights, yellowed, darker at the edges."""
    photo = photo[:, 24:488].astype(np.float64) / 255
    photo = cv2.resize(photo, None, fx=1.7, fy=1.7, interpolation=cv2.INTER_CUBIC).clip(0, 1)
    # Film before 1930 was nearly blind to red: a dark suit, pale eyes.
    grey = cv2.GaussianBlur(photo @ (0.22, 0.48, 0.30), (0, 0), 0.8)
    height, width = grey.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    faded = 0.13 + 0.75 * grey**0.92 - 0.10 * (x**2 + y**2) ** 1.5 * grey
    tone = faded[..., None] ** np.array([0.72, 0.95, 1.30]) * (0.96, 0.91, 0.80)
    tone += cv2.GaussianBlur(rng.normal(0, 1.2, grey.shape), (0, 0), 45)[..., None] * (0.8, 0.6, 0.3)
    return Print(tone, np.zeros(grey.shape), rng)


def crease(print_: Print) -> None:
    """A fold across the print: a jagged white line where the emulsion broke, a shadow beside it."""
    height, width = print_.damage.shape
    steps = np.linspace(0, 1, 60)
    path = np.stack([steps * width, (0.70 - 0.09 * steps) * height + print_.rng.normal(0, 1.3, 60)], axis=1)
    shadow = draw_path(print_.canvas(), path + np.array([0, 3]), 3)
    print_.cover(cv2.GaussianBlur(shadow, (0, 0), 1.5), (0.25, 0.18, 0.12), 0.5)
    print_.cover(draw_path(print_.canvas(), path, 3), (0.93, 0.89, 0.80), 0.95)


def scratch(print_: Print) -> None:
    """Long shallow scratches, most of them upright, as from sliding in and out of a sleeve."""
    height, width = print_.damage.shape
    rng = print_.rng
    for _ in range(13):
        start = rng.uniform((0.05, 0), (0.95, 0.55)) * (width, height)
        # None reaches the lost corner: thin damage and a wide hole are apart, and can be healed apart.
        length = min(rng.uniform(0.15, 0.5) * height, 0.8 * height - start[1])
        steps = np.linspace(0, 1, 30)
        sway = np.cumsum(rng.normal(0, 1.1, 30)) + steps * rng.normal(0, 40)
        path = np.stack([start[0] + sway, start[1] + steps * length], axis=1)
        layer = draw_path(print_.canvas(), path, int(rng.integers(1, 4)))
        print_.cover(layer, (0.95, 0.92, 0.84), rng.uniform(0.7, 1.0))


def stain(print_: Print) -> None:
    """Two drops that dried: a brown rim, hardly anything within, and some spots of mould."""
    height, width = print_.damage.shape
    for cx, cy, radius in ((0.80, 0.22, 62), (0.90, 0.33, 30)):
        y, x = np.mgrid[:height, :width]
        angle = np.arctan2(y - cy * height, x - cx * width)
        wobble = 1 + 0.06 * np.sin(3 * angle + 1) + 0.04 * np.sin(7 * angle)
        distance = np.hypot(x - cx * width, y - cy * height) - radius * wobble
        print_.cover(np.exp(-((distance / 3.2) ** 2)), (0.34, 0.22, 0.10), 0.75)
    for _ in range(7):
        spot = print_.canvas()
        centre = print_.rng.uniform((0, 0.4), (1, 1)) * (width, height)
        cv2.circle(spot, as_point(centre), int(print_.rng.integers(4, 10)), 255, -1, cv2.LINE_AA)
        print_.cover(cv2.GaussianBlur(spot / 255.0, (0, 0), 2.5), (0.30, 0.22, 0.12), 0.8)


def dust(print_: Print) -> None:
    """Specks and hairs that lay on the glass of the scanner."""
    height, width = print_.damage.shape
    rng = print_.rng
    for _ in range(120):
        speck = print_.canvas()
        axes = rng.uniform(0.8, 2.8, 2).round().astype(int)
        centre = as_point(rng.uniform(0, 1, 2) * (width, height))
        cv2.ellipse(
            speck, centre, (int(axes[0]), int(axes[1])), rng.uniform(0, 180), 0, 360, 255, -1, cv2.LINE_AA
        )
        print_.cover(speck / 255.0, (0.97, 0.95, 0.90), rng.uniform(0.6, 1))
    for _ in range(9):
        start, turn = rng.uniform(0.1, 0.9, 2) * (width, height), rng.uniform(0, 6.3)
        angles = turn + np.cumsum(rng.normal(0, 0.22, 14))
        path = start + np.cumsum(np.stack([np.cos(angles), np.sin(angles)], 1) * 4, axis=0)
        print_.cover(draw_path(print_.canvas(), path, 1), (0.97, 0.95, 0.90), 0.85)


def tear(print_: Print) -> None:
    """A corner that is gone, and a tear that runs in from the left edge: bare white fibres along both."""
    height, width = print_.damage.shape
    rng = print_.rng
    steps = np.linspace(0, 1, 26)
    edge = np.stack([width * (0.80 + 0.22 * steps), height * (1.02 - 0.17 * steps)], axis=1)
    edge[1:-1] += rng.normal(0, 5, (24, 2))
    corner = np.vstack([edge, [width + 9, height + 9]])
    fibres = print_.canvas()
    cv2.fillPoly(fibres, [np.round(corner - (7, 7)).astype(np.int32)], 255, cv2.LINE_AA)
    print_.cover(fibres / 255.0, (0.92, 0.89, 0.83))
    gone = print_.canvas()
    cv2.fillPoly(gone, [np.round(corner).astype(np.int32)], 255, cv2.LINE_AA)
    print_.cover(gone / 255.0, (0.13, 0.12, 0.12))
    path = np.stack([steps * 0.24 * width - 2, (0.36 + 0.05 * steps) * height], axis=1)
    path[:, 1] += np.cumsum(rng.normal(0, 2.2, 26))
    print_.cover(draw_path(print_.canvas(), path, 7), (0.92, 0.89, 0.83))
    print_.cover(draw_path(print_.canvas(), path + np.array([0, 1]), 2), (0.16, 0.13, 0.11))


# --- sixteen bits ---


def make_launch_pad(folder: Path) -> None:
    """launch-pad-16bit.tif: a sky without steps between its tones; a tower and its two lamps are to go."""
    linear = to_linear(source("rocket.jpg").astype(np.float64) / 255)
    # Enlarging and smoothing in linear light makes tones that 8 bits cannot hold; that is the point here.
    linear = cv2.resize(linear, None, fx=1.25, fy=1.25, interpolation=cv2.INTER_LANCZOS4).clip(0, 1)
    smooth = cv2.GaussianBlur(linear, (0, 0), 4)
    detail = np.abs(cv2.GaussianBlur(linear, (0, 0), 0.8) - smooth).max(axis=2) / (smooth.mean(axis=2) + 0.02)
    flat = np.clip(1.4 - cv2.GaussianBlur(cv2.dilate(detail, np.ones((7, 7))), (0, 0), 3) / 0.12, 0, 1)[
        ..., None
    ]
    linear = (linear * (1 - flat) + smooth * flat) * 1.5
    grain = np.random.default_rng(16).normal(0, 0.0012, linear.shape[:2])
    pixels = np.round(to_srgb((linear + grain[..., None]).clip(0, 1)) * 65535).astype(np.uint16)
    tifffile.imwrite(
        folder / "launch-pad-16bit.tif",
        pixels,
        photometric="rgb",
        compression="zlib",
        predictor=True,
        iccprofile=srgb_profile(),
        resolution=(300, 300),
        resolutionunit="INCH",
        metadata=None,
        software="inpaint-studio samples",
    )
    mask = np.zeros(pixels.shape[:2], np.uint8)
    scale = 1.25
    tower = [(443, 121), (449, 121), (456, 190), (460, 228), (482, 430), (437, 430), (438, 228), (440, 190)]
    cv2.fillPoly(mask, [np.round(np.array(tower) * scale).astype(np.int32)], 255)
    for x, y, radius in ((432, 396, 36), (451, 419, 40)):
        cv2.circle(mask, (round(x * scale), round(y * scale)), round(radius * scale), 255, -1)
    save_mask(mask > 0, folder / "launch-pad-16bit.mask.png")


def srgb_profile() -> bytes:
    """Little CMS's own sRGB profile, with the day it was made wiped: the same bytes each time."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = np.array([2026, 1, 1, 0, 0, 0], ">u2").tobytes()
    return bytes(profile)


# --- the object removal ---


def make_meadow(path: Path, folder: Path) -> None:
    """meadow.jpg: dandelions against the sun; the one in the lower right corner is to go."""
    if hashlib.sha256(path.read_bytes()).hexdigest() != MEADOW_SHA256:
        raise SystemExit(f"{path} is not the picture that the sample was made from")
    with Image.open(path) as picture:
        small = picture.convert("RGB").resize((1600, 900), Image.Resampling.LANCZOS)
    exif = Image.Exif()
    exif[0x013B], exif[0x8298] = "Clemens Engelhardt", "CC0 1.0"
    small.save(folder / "meadow.jpg", quality=92, subsampling=0, exif=exif, dpi=(300, 300))
    mask = np.zeros((900, 1600), np.uint8)
    # with room around the seeds: a rim of their glow would show as a halo
    cv2.ellipse(mask, (1310, 692), (124, 102), 8, 0, 360, 255, -1)
    cv2.fillPoly(mask, [np.array([(1266, 770), (1322, 770), (1308, 900), (1256, 900)], np.int32)], 255)
    save_mask(mask > 0, folder / "meadow.mask.png")


# --- what all of them need ---


def source(name: str) -> np.ndarray:
    """A picture that scikit-image ships: uint8 (H, W, 3)."""
    with importlib.resources.as_file(importlib.resources.files("skimage") / "data" / name) as path:
        return np.asarray(Image.open(path).convert("RGB"))


def save_mask(damage: np.ndarray, path: Path) -> None:
    """Write bool (H, W), grown a little, as a black and white PNG: white is what should go."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * MASK_GROWTH + 1, 2 * MASK_GROWTH + 1))
    grown = cv2.dilate(damage.astype(np.uint8) * 255, disc)
    Image.fromarray(grown).convert("1").save(path, optimize=True)


def draw_path(canvas: np.ndarray, path: np.ndarray, width: int) -> np.ndarray:
    """A smooth line through the points (N, 2) of `path`: float (H, W), 0 to 1."""
    cv2.polylines(canvas, [np.round(path * 16).astype(np.int32)], False, 255, width, cv2.LINE_AA, shift=4)
    return canvas.astype(np.float64) / 255


def as_point(place: np.ndarray) -> tuple[int, int]:
    """A place (x, y) as OpenCV takes it."""
    return round(float(place[0])), round(float(place[1]))


def to_linear(encoded: np.ndarray) -> np.ndarray:
    """From sRGB to linear light (IEC 61966-2-1)."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def to_srgb(linear: np.ndarray) -> np.ndarray:
    """From linear light to sRGB."""
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)


if __name__ == "__main__":
    main()
