"""The sub-commands of `inpaint-studio desktop`; nothing heavy is imported here."""

from __future__ import annotations

from ..options import JSON, OVERWRITE, command, group

desktop = group(
    "desktop",
    help="Put the program into the menus of a Linux desktop, and take it out.",
    short_help="Add the program to the desktop's menus.",
    no_args_is_help=True,
)

command(
    desktop,
    "install",
    "Add it to the menus and to 'Open with'.",
    """Write a desktop entry, icons and types of files to your own folders (XDG_DATA_HOME), for programs that
    were installed by pip, pipx or uv; packages and bundles bring them along.

    A default program that you or your desktop have chosen stays; where there is none, this may become it.
    'desktop remove' removes exactly these files.
    """,
    OVERWRITE,
    JSON,
    run="desktop.install.install",
)

command(
    desktop,
    "remove",
    "Remove what 'desktop install' has written.",
    "Remove the files that 'desktop install' has written. Those that were changed since are kept and named.",
    JSON,
    run="desktop.install.remove",
)
