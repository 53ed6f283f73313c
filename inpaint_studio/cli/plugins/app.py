"""The sub-commands of `inpaint-studio plugins`; nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path

from ..options import JSON, argument, command, group, option

plugins = group(
    "plugins",
    help="Plug-ins for GIMP, Krita and darktable: fill a selection there, or open the picture in the editor.",
    short_help="Install plug-ins for GIMP, Krita and darktable.",
    no_args_is_help=True,
)

_PROGRAM = argument("PROGRAM", str, "gimp, krita or darktable.", name="host")
_FOLDER = option(
    "--folder FOLDER", Path, "The program's folder of the user, instead of its usual one; its name tells "
    "which GIMP it is for (GIMP/3.0)."
)  # fmt: skip

command(
    plugins,
    "list",
    "List the programs found, and whether they have the plug-in.",
    "List the programs whose folders are found, and whether the plug-in is installed there.",
    JSON,
    run="plugins.install.list_plugins",
)

command(
    plugins,
    "install",
    "Install the plug-in for a program.",
    """Write the plug-in for PROGRAM into its folder of the user, and say which files.

    For GIMP, each version whose folder is found gets its own. Start the program anew afterwards.
    """,
    _PROGRAM,
    _FOLDER,
    run="plugins.install.install",
)

command(
    plugins,
    "remove",
    "Remove the plug-in from a program.",
    "Remove what 'plugins install' wrote for PROGRAM.",
    _PROGRAM,
    _FOLDER,
    run="plugins.install.remove",
)
