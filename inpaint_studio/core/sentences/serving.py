"""The texts of errors of `inpaint-studio serve`, and of the files for desktops, by code."""

from __future__ import annotations

SERVING: dict[str, str] = {
    # files for desktops
    "desktop-system": "Menus and types of files are installed this way on Linux only.",
    "desktop-program": ("There is no command '{path}' to start from a menu. In a checkout: {install:.}"),
    # starting
    "serve-port": "Port {port} cannot be used: {reason}. Choose another with --port.",
    "serve-extra": "Serving needs h11 and python-multipart: {install:[serve]}.",
    # who asks
    "serve-token": "The token is missing or wrong. Send it as 'Authorization: Bearer TOKEN'.",
    "serve-host": "This server answers to its own address only.",
    "serve-origin": "Pages of other sites may not use this server.",
    # the request
    "serve-request": "This is not a valid HTTP request.",
    "serve-path": "There is nothing at this address. '/' lists what there is.",
    "serve-method": "This address does not take that method.",
    "serve-get-body": "A request to read something has no body.",
    "serve-slow-head": "The headers did not arrive within {seconds} s.",
    "serve-slow-body": "The body did not arrive within {seconds} s.",
    "serve-body-size": "The body is larger than the {limit} MB that this server accepts.",
    "serve-disk": "The request could not be stored: {reason}.",
    "serve-form": "The body is not a complete form (multipart/form-data).",
    "serve-json": "The body is not a JSON object of the expected kind.",
    "serve-base64": "The field '{name}' is not a picture in base64.",
    "serve-field-missing": "The field '{name}' is missing.",
    "serve-field-twice": "The field '{name}' was sent twice.",
    "serve-field-long": "The field '{name}' is longer than {most} bytes.",
    "serve-field-unknown": "There is no field '{name}'.{meant} Available: {known}.",
    "serve-field-value": "The field '{name}' cannot be '{value}'. Use: {wanted}.",
    "serve-pixels": "The photo has {megapixels} megapixels; this server accepts {limit}.",
    # the fill
    "serve-busy": "{count} requests are being worked on or waiting. Try again later.",
    "serve-connections": "There are too many connections. Try again later.",
    "serve-fill-time": "The fill was stopped, as it took longer than {seconds} s.",
    "serve-ending": "The server is being stopped.",
    "serve-internal": "Something went wrong inside the server. Its log says what.",
}
