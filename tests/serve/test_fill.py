"""Fills over HTTP: the bytes of the command line, in our form and in that of IOPaint."""

from __future__ import annotations

import base64
import json
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import IO

import numpy as np
import pytest

from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.serve.server import Place
from tests.cli.studio import HOLE, Studio, pixels_of, textured
from tests.serve.running import FORM, Client, encoded, form, photo_and_mask, received, running
from tests.waiting import PATIENCE, wait_until


@pytest.fixture
def client() -> Iterator[Client]:
    with running() as found:
        yield found


def pictures_of(photo: bytes, mask: bytes, before: str = "") -> dict[str, str]:
    """The two pictures as a client of IOPaint sends them."""
    both = {"image": photo, "mask": mask}
    return {name: before + base64.b64encode(data).decode() for name, data in both.items()}


@pytest.mark.parametrize(
    ("ending", "options", "values"),
    [
        (".png", ["--engine", "telea", "--seed", "7"], {"method": "telea", "seed": "7"}),
        (".jpg", ["--engine", "telea", "--param", "radius=9"], {"method": "telea", "param.radius": "9"}),
        (".tif", ["--engine", "telea", "--grow", "3"], {"method": "telea", "grow": "3"}),
        (".png", ["--engine", "telea", "--invert"], {"method": "telea", "invert": "true"}),
        (".jpg", ["--engine", "telea", "--quality", "60"], {"method": "telea", "quality": "60"}),
    ],
)
def test_the_bytes_are_those_of_the_command_line(
    client: Client, studio: Studio, tmp_path: Path, ending: str, options: list[str], values: dict[str, str]
) -> None:
    photo, mask = photo_and_mask(tmp_path, ending)
    source, marks, out = tmp_path / f"photo{ending}", tmp_path / "mask.png", tmp_path / f"out{ending}"
    source.write_bytes(photo)
    marks.write_bytes(mask)
    ran = studio("fill", source, "--mask", marks, "-o", out, *options)
    assert ran.code == 0, ran.err
    reply = client.fill(photo, mask, **values)
    assert (reply.status, reply.body) == (200, out.read_bytes())
    assert reply.headers["x-method"] == values["method"]
    assert reply.headers["x-seed"] == values.get("seed", "0")
    if "seed" in values:  # the grain of the fill comes from it
        assert client.fill(photo, mask, method="telea").body != reply.body


def test_outside_the_mask_nothing_changes_and_sixteen_bits_stay(client: Client, tmp_path: Path) -> None:
    pixels = textured(dtype="uint16")
    _, mask = photo_and_mask(tmp_path)
    reply = client.fill(encoded(tmp_path, pixels, ".tif"), mask, method="telea", format="png")
    assert reply.headers["content-type"] == "image/png"
    (tmp_path / "answer.png").write_bytes(reply.body)
    filled = pixels_of(tmp_path / "answer.png")
    assert filled.dtype == pixels.dtype
    assert (filled[HOLE] != pixels[HOLE]).any()
    outside = np.ones((60, 80), bool)
    outside[HOLE] = False
    assert (filled[outside] == pixels[outside]).all()


def test_an_answer_in_json_says_what_the_command_line_prints(client: Client, tmp_path: Path) -> None:
    photo, mask = photo_and_mask(tmp_path)
    about = client.fill(photo, mask, method="telea", answer="json", seed="3").json
    assert (about["method"], about["seed"], about["mask_pixels"]) == ("telea", 3, 120)
    assert about["parameters"]["radius"] == 3
    assert about["type"] == "image/png"
    assert base64.b64decode(about["picture"]) == client.fill(photo, mask, method="telea", seed="3").body


def test_a_mask_that_marks_nothing_gives_the_photo_back_with_a_note(client: Client, tmp_path: Path) -> None:
    photo, _ = photo_and_mask(tmp_path, ".jpg")
    empty = encoded(tmp_path, textured(60, 80, 1) * 0)
    assert client.fill(photo, empty).body == photo
    assert client.fill(photo, empty, answer="json").json["notes"]


@pytest.mark.parametrize("before", ["", "data:image/png;base64,"])
def test_a_request_of_iopaint_is_answered_as_there(client: Client, tmp_path: Path, before: str) -> None:
    photo, mask = photo_and_mask(tmp_path)
    pictures = {
        name: before + base64.b64encode(data).decode() for name, data in (("image", photo), ("mask", mask))
    }
    # the fields that its own web page sends for a model that erases
    rest = {"ldm_steps": 25, "hd_strategy": "Crop", "prompt": "", "use_croper": False, "sd_steps": 50}
    assert client.post("/api/v1/model", {"name": "telea"}).json["name"] == "telea"
    reply = client.post("/api/v1/inpaint", {**pictures, **rest, "sd_seed": 5})
    assert (reply.status, reply.headers["x-seed"]) == (200, "5")
    assert reply.headers["content-type"] == "image/png"
    assert reply.body == client.fill(photo, mask, method="telea", seed="5").body
    assert client.post("/api/v1/inpaint", pictures).headers["x-seed"] == "42"
    assert int(client.post("/api/v1/inpaint", {**pictures, "sd_seed": -1}).headers["x-seed"]) > 0


def test_a_jpeg_for_iopaint_comes_back_as_png(client: Client, tmp_path: Path) -> None:
    photo, mask = photo_and_mask(tmp_path, ".jpg")
    pictures = pictures_of(photo, mask)
    client.post("/api/v1/model", {"name": "telea"})
    reply = client.post("/api/v1/inpaint", pictures)
    (tmp_path / "answer.png").write_bytes(reply.body)
    assert read_photo(tmp_path / "answer.png").source.name == "PNG"


def test_what_clients_of_iopaint_ask_first_has_the_shape_that_they_expect(client: Client) -> None:
    config = client.ask("GET", "/api/v1/server-config").json
    assert {"plugins", "modelInfos", "enableFileManager", "samplers", "controlnetMethod"} <= set(config)
    names = [model["name"] for model in config["modelInfos"]]
    assert len(names) == len(set(names))
    assert {"auto", "telea", "exemplar"} <= set(names)
    assert all(
        model["model_type"] == "inpaint" and not model["need_prompt"] for model in config["modelInfos"]
    )
    assert client.post("/api/v1/model", {"name": "biharmonic"}).status == 200
    assert client.ask("GET", "/api/v1/model").json["name"] == "biharmonic"
    assert client.post("/api/v1/model", {"name": "lama-cleaner"}).error == "engine-unknown"
    assert client.ask("GET", "/api/v1/model").json["name"] == "biharmonic"
    assert client.ask("GET", "/api/v1/samplers").json == []


def test_the_engines_are_listed_with_their_parameters(client: Client) -> None:
    engines = {engine["name"]: engine for engine in client.ask("GET", "/engines").json["engines"]}
    (radius,) = engines["telea"]["parameters"]
    assert (radius["name"], radius["default"]) == ("radius", 3)


def test_the_description_names_every_address_and_the_fields_of_the_form(client: Client) -> None:
    from inpaint_studio.serve.fill_form import FIELDS

    document = client.ask("GET", "/openapi.json", Authorization="").json
    assert document["openapi"].startswith("3.")
    for path, operations in document["paths"].items():
        for method in operations:
            assert client.ask(method.upper(), path, b"" if method == "post" else None).status not in (
                404,
                405,
            )
    fields = document["paths"]["/fill"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(fields["properties"]) == {"photo", "mask", *FIELDS}
    assert list(fields["patternProperties"]) == [r"^param\."]
    page = client.ask("GET", "/", Authorization="").body.decode()
    assert all(f"<code>{name}</code>" in page for name in (*fields["properties"], "param.NAME"))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str | None] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value for name, value in attrs if name in ("src", "href")}


def test_the_page_needs_no_token_runs_nothing_and_loads_nothing(client: Client) -> None:
    reply = client.ask("GET", "/", Authorization="")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    page = _Page()
    page.feed(reply.body.decode())
    assert not page.tags & {"script", "img", "link", "iframe"}
    assert page.links == {"openapi.json"}
    assert client.place.token not in reply.body.decode()


def test_it_can_be_reached_by_the_newer_protocol_alone() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("there is no IPv6 here")
    with running(host="::1") as client:
        assert client.place.address == f"http://[::1]:{client.port}"
        with socket.create_connection(("::1", client.port), timeout=PATIENCE) as connection:
            connection.sendall(client.head("GET", "/status", Host=f"[::1]:{client.port}"))
            assert received(connection).status == 200
        with pytest.raises(OSError, match="refused"):
            client.ask("GET", "/status")


def test_head_has_no_body(client: Client) -> None:
    with client.connected() as connection:
        connection.sendall(client.head("HEAD", "/"))
        found = b""
        while part := connection.recv(65536):
            found += part
    assert found.endswith(b"\r\n\r\n")
    assert found.startswith(b"HTTP/1.1 200")


@pytest.mark.skipif(sys.platform == "win32", reason="it sends a signal")
@pytest.mark.parametrize(("number", "as_json"), [(signal.SIGINT, False), (signal.SIGTERM, True)])
def test_a_signal_stops_a_fill_and_the_command_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, as_json: bool, own_home: Path
) -> None:
    monkeypatch.setenv("INPAINT_STUDIO_TOKEN", "a token of my own")
    command = [sys.executable, "-m", "inpaint_studio", "serve", "--port", "0", *(["--json"] * as_json)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        place = place_in(process.stdout, as_json=as_json)
        assert place.token == "a token of my own"
        assert place.token_file.read_text() == place.token + "\n"
        assert place.token_file.stat().st_mode & 0o777 == 0o600
        assert place.token_file.parent.stat().st_mode & 0o777 == 0o700
        client = Client(place)
        photo, mask = (encoded(tmp_path, textured(500, 500, channels)) for channels in (3, 1))
        with client.connected() as connection:
            body = form({"photo": photo, "mask": mask, "method": "sparse"})
            head = client.head("POST", "/fill", Content_Length=str(len(body)), Content_Type=FORM)
            connection.sendall(head + body)
            wait_until(
                lambda: client.ask("GET", "/status").json["fills"] or has_answer(connection), "the fill"
            )
            process.send_signal(number)
            reply = received(connection)
            # a machine can be so fast that it has ended
            assert reply.status == 200 or reply.error == "serve-ending"
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "" if as_json else "Stopped.\n", "")
    assert not list((own_home / "cache" / "serve").iterdir())


def place_in(out: IO[str], *, as_json: bool) -> Place:
    """The place that the command prints."""
    if as_json:
        about = json.loads(out.readline())
        return Place(about["address"], about["token"], Path(about["token_file"]))
    first, second = out.readline(), out.readline()
    found = re.fullmatch(r"Token: (.+)  \(also in (.*)\)\n", second)
    assert found, (first, second)
    return Place(first.split()[2].rstrip(","), found[1], Path(found[2]))


def has_answer(connection: socket.socket) -> bool:
    return bool(select.select([connection], [], [], 0)[0])


def test_other_addresses_and_weak_tokens_are_refused(studio: Studio) -> None:
    assert "--host takes one of 127.0.0.1, ::1" in studio.fails("serve", "--host", "0.0.0.0", code=2)
    assert "at least 16" in studio.fails("serve", "--token", "secret", code=2)


def test_a_port_that_is_used_is_one_line(client: Client, studio: Studio) -> None:
    assert f"Port {client.port} cannot be used" in studio.fails("serve", "--port", client.port)
