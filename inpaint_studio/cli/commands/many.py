"""The commands for many photos or engines, and for films; nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path

import typer

from ..options import (
    CAREFUL_FACES,
    CLUSTER,
    COMPUTING,
    ENGINE,
    ENGINES,
    EXTEND,
    FOLDER,
    JOINING,
    JSON,
    KINDS,
    MASK_EDITS,
    OVERWRITE,
    SAVING,
    TIME,
    argument,
    command,
    option,
)


def add_many(app: typer.Typer) -> None:
    """Add the commands for many photos, engines or frames."""
    command(
        app,
        "batch",
        "Fill every photo of a folder.",
        """Fill every photo of FOLDER; a photo that fails is reported and the others continue.

        In a folder of masks, the mask of NAME.jpg is NAME or NAME_mask with the extension of any picture
        format. With --mask find, each photo's own damage is filled, as restore does. With --extend the
        pictures get larger and their new borders are filled, as fill does; --mask may then be left out. Each
        result is saved under its photo's name. The exit code is 1 if any photo failed.
        """,
        FOLDER,
        option("--mask -m FILE|FOLDER|find", Path, "One mask, a folder of masks, or the damage found."),
        EXTEND,
        option("--sensitivity 0-100", float, "With --mask find: how much is marked.", min=0, max=100),
        KINDS,
        CAREFUL_FACES,
        option("--output -o FOLDER", Path, "Where to save.", required=True),
        *ENGINE,
        *COMPUTING,
        TIME,
        *MASK_EDITS,
        *JOINING,
        *SAVING,
        option("--jobs -j N", int, "Photos to fill at once.", default=1, min=1),
        CLUSTER,
        option("--resume", bool, "Skip photos whose output already exists."),
        OVERWRITE,
        JSON,
    )

    command(
        app,
        "restore",
        "Find the damage in photos and fill it.",
        """Find the damage in PHOTOS (files and folders), fill it, and save the results in FOLDER.

        Each result is saved under its photo's name, with a sidecar that holds the mask, so that the fill can
        be repeated. A photo in which nothing is found is copied as it is; one that fails is reported and the
        others continue. contact-sheet.jpg shows each photo before, with its marks, and after. After a stop,
        the same command goes on with what is missing. The exit code is 1 if any photo failed.
        """,
        argument("PHOTOS", list[Path], "Photos, and folders of photos."),
        option("--output -o FOLDER", Path, "Where to save.", required=True),
        option("--sensitivity 0-100", float, "How much is marked.", default=50, min=0, max=100),
        KINDS,
        CAREFUL_FACES,
        *COMPUTING[1:],
        TIME,
        SAVING[0],
        option("--jobs -j N", int, "Photos to restore at once (default 1).", min=1),
        CLUSTER,
        option("--review", bool, "Open the editor instead, to decide about the marks in each photo."),
        option("--overwrite", bool, "Restore all photos again, and replace files that exist already."),
        JSON,
    )

    command(
        app,
        "compare",
        "Put the fills of several engines side by side.",
        "Fill the same hole with several engines and save them side by side on one labelled sheet.",
        argument("PHOTO", Path, "The photo."),
        option("--mask -m MASK", Path, "White is filled, black is kept.", required=True),
        ENGINES,
        option("--output -o SHEET.png", Path, "Where to save the sheet.", required=True),
        option("--truth PHOTO", Path, "What should be in the hole: adds scores to the sheet."),
        *COMPUTING,
        *MASK_EDITS,
        *JOINING,
        OVERWRITE,
        JSON,
    )

    command(
        app,
        "evaluate",
        "Score engines on many photos.",
        """Score engines on many photos whose holes are known: CSV, manifest, table and sheets.

        Every engine sees the same photos with the same holes, and what lies under a hole is hidden from it.
        Differences are against the first engine, with 95 % bootstrap intervals over the photos.
        """,
        FOLDER,
        ENGINES,
        option("--output -o FOLDER", Path, "Where to save the results.", required=True),
        option("--masks FOLDER", Path, "The holes, named like the photos."),
        option("--holes scratches|dust|object|freeform", str, "Make holes of this kind (default object)."),
        option("--limit N", int, "Use only the first N photos.", min=1),
        option("--size PX", int, "Shrink photos to this long side first.", min=16),
        *COMPUTING,
        CLUSTER,
        OVERWRITE,
        JSON,
    )

    command(
        app,
        "video",
        "Remove what a mask covers from a film.",
        """Fill what --mask covers in every frame of FILM, from the frames that show what is hidden there.

        FILM is a film, or a folder of numbered pictures; OUT is another such. Only what no frame shows is
        invented. Sound, subtitles, chapters and times are kept; what OUT can't keep is said before the work
        begins. The mask is one picture for all frames (a logo), or a folder or film with a mask for each.
        With --keyframes it is carried from the frames that it was painted on to all others; an empty one
        ends it. With --find it is the dirt on a film: specks and hairs (dirt), and scratches.

        With --cluster FILM is a folder of films, and OUT a folder; each film is filled by one worker. The
        mask is one for all films, or a folder with a picture, film or folder for each, of the same name.

        T is a time (83.5, 1:23.5) or the number of a frame (0f is the first). What is filled is kept beside
        OUT until OUT is complete, so that --resume can go on after a stop.
        """,
        argument("FILM", Path, "The film, or a folder of its frames."),
        option("--mask -m FILE|FOLDER|FILM", Path, "White is filled, black is kept."),
        option(
            "--keyframes FOLDER", Path, "Instead of a mask: masks of a few frames, named by frame (120.png)."
        ),
        option("--find dirt,scratches", str, "Instead of a mask: fill the dirt of a film, or one of these."),
        option("--sensitivity 0-100", float, "With --find: how much is marked (default 50).", min=0, max=100),
        option("--output -o OUT", Path, "Where to save: a film such as OUT.mp4, or a folder.", required=True),
        option("--start T", str, "Fill nothing before this."),
        option("--end T", str, "Fill nothing from this on."),
        option("--preview N", int, "Fill and save only N frames, from --start on.", min=1),
        option("--engine -e NAME", str, "What invents the parts that no frame shows (default exemplar)."),
        ENGINE[1],
        COMPUTING[0],
        COMPUTING[2],
        option("--never-invent", bool, "Mark what no frame shows in magenta instead of inventing it."),
        option("--each-frame", bool, "Fill each frame alone with the engine, to compare."),
        *MASK_EDITS,
        option(
            "--map FOLDER",
            Path,
            "Save a picture for each frame that says where pixels come from.",
            name="maps",
        ),
        option("--crf N", int, "Quality of the pictures; lower is better (default: nearly lossless).", min=0),
        option("--lossless", bool, "Save as FFV1 in OUT.mkv: outside the mask every sample stays the same."),
        option("--resume", bool, "Go on with what an earlier run has filled."),
        option("--keep-part", bool, "When stopped, save the film up to there."),
        CLUSTER,
        OVERWRITE,
        JSON,
    )
