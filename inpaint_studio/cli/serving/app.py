"""The command `serve`; nothing heavy is imported here."""

from __future__ import annotations

import typer

from ..options import COMPUTING, JSON, command, option

PORT = 8190


def add_serving(app: typer.Typer) -> None:
    """Add it to the program."""
    command(
        app,
        "serve",
        "Fill photos for other programs on this computer.",
        """Answer HTTP requests of programs on this computer: POST a photo and a mask to /fill, or to
        /api/v1/inpaint as to IOPaint, and get the filled photo. The page at / explains all addresses.

        A token is needed, which is printed and stands in a private file. One fill runs at a time. Nothing is
        kept; Ctrl+C ends it.
        """,
        option("--port N", int, "The port; 0 takes any free one.", default=PORT, min=0, max=65_535),
        option("--host 127.0.0.1|::1", str, "The address of this computer to use.", default="127.0.0.1"),
        option(
            "--token TOKEN",
            str,
            "Your own token; other users can see it in the list of processes, but not in the variable.",
            envvar="INPAINT_STUDIO_TOKEN",
            show_envvar=True,
        ),
        option("--max-mb MB", float, "The largest request.", default=100, min=1, max=10_000),
        option("--max-megapixels N", float, "The largest photo.", default=50, min=0.01, max=10_000),
        option("--fill-time SECONDS", float, "Stop a fill after this time.", default=300, min=1, max=86_400),
        option("--waiting N", int, "Requests that may wait for a fill.", default=8, min=0, max=1000),
        *COMPUTING[1:],
        JSON,
        run="serving.serve.run",
    )
