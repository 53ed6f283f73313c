"""Everything that must be refused: each by one line of JSON, and the server answers the next request."""

from __future__ import annotations

import base64
import socket
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from inpaint_studio.core.geometry import Size
from inpaint_studio.core.photo_io import photo_size
from inpaint_studio.serve.limits import Limits
from tests.cli.studio import textured
from tests.jobs.fake_engines import registry_of
from tests.serve.running import BOUNDARY, FORM, Client, encoded, form, photo_and_mask, received, running
from tests.waiting import wait_until

SMALL = Limits(body=100_000, pixels=20_000, linger_seconds=0.2)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """Of a small server, which must have all it had at the start when the test has ended."""
    with running(SMALL, registry_of()) as found:
        yield found
        folder = found.place.token_file.parent
        assert found.fill(*photo_and_mask(tmp_path), method="white").status == 200
        wait_until(
            lambda: {path.name for path in folder.iterdir()} == {"lock", "token"}, "the end of the request"
        )
        assert found.ask("GET", "/status").json["fills"] == 0


def png_that_claims(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG with a header of this size, and little in it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    inside = chunk(b"IHDR", header) + chunk(b"IDAT", data or zlib.compress(b"\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + inside


# -- who asks ---------------------------------------------------------------------------------------------


def test_nothing_is_done_without_the_token(client: Client) -> None:
    for path in ("/engines", "/status", "/api/v1/server-config", "/api/v1/model", "/api/v1/samplers"):
        for given in ("", "Bearer wrong", "Bearer ", "Basic !!!", "Basic dXNlcjp3cm9uZw==", "Bearer ä"):
            reply = client.ask("GET", path, Authorization=given)
            assert (reply.status, reply.error) == (401, "serve-token")
            assert client.place.token not in reply.body.decode()
    for path in ("/fill", "/api/v1/inpaint", "/api/v1/model"):
        assert client.ask("POST", path, b"body", Authorization="").error == "serve-token"


def test_the_token_is_taken_from_the_header_the_query_and_the_path(client: Client) -> None:
    token = client.place.token
    basic = base64.b64encode(f"any:{token}".encode()).decode()
    assert client.ask("GET", "/status").status == 200
    assert client.ask("GET", "/status", Authorization=f"Basic {basic}").status == 200
    assert client.ask("GET", f"/status?token={token}", Authorization="").status == 200
    assert client.ask("GET", f"/token/{token}/status", Authorization="").status == 200
    assert client.ask("GET", f"/status?token={token[:-1]}", Authorization="").status == 401
    assert client.ask("GET", f"/token/{token}x/status", Authorization="").status == 401
    assert client.ask("GET", "/token/wrong/status?token=" + token, Authorization="").status == 200


def test_a_foreign_name_that_leads_here_is_not_served(client: Client) -> None:
    port = client.port
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", "127.0.0.1:1", f"{port}"):
        for path in ("/", "/status"):
            reply = client.ask("GET", path, Host=host)
            assert (reply.status, reply.error) == (421, "serve-host")


def test_pages_of_other_sites_are_not_served(client: Client) -> None:
    for origin in ("http://evil.example", f"https://127.0.0.1:{client.port}", "null", "http://localhost:1"):
        for method, path in (("GET", "/"), ("POST", "/fill"), ("OPTIONS", "/fill")):
            reply = client.ask(method, path, Origin=origin)
            assert (reply.status, reply.error) == (403, "serve-origin")
            assert not [name for name in reply.headers if name.startswith("access-control")]


def test_its_own_page_is(client: Client) -> None:
    assert client.ask("GET", "/", Origin=f"http://localhost:{client.port}").status == 200


# -- what is asked ----------------------------------------------------------------------------------------


def test_no_path_leads_to_a_file(client: Client) -> None:
    for target in (
        "/../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/token",
        "//etc/passwd",
        "/fill/",
        "/fill%00",
        "/api/v1/inputimage",
        "/%ff",
        "http://evil.example/fill",
    ):
        reply = client.ask("GET", target)
        assert (reply.status, reply.error) == (404, "serve-path")


def test_names_of_files_in_a_form_are_not_used(client: Client, tmp_path: Path) -> None:
    # every file of `form` is called ../../etc/passwd
    assert client.fill(*photo_and_mask(tmp_path), method="white").status == 200
    body = form({"../evil": b"x", "photo": b"x", "mask": b"x"})
    assert client.ask("POST", "/fill", body, Content_Type=FORM).error == "serve-field-unknown"


def test_other_methods_are_refused(client: Client) -> None:
    for method, path in (("GET", "/fill"), ("PUT", "/fill"), ("DELETE", "/"), ("POST", "/status")):
        reply = client.ask(method, path)
        assert (reply.status, reply.error) == (405, "serve-method")
        assert reply.headers["allow"]


def test_a_get_has_no_body(client: Client) -> None:
    assert client.ask("GET", "/status", b"body").error == "serve-get-body"
    request = client.head("GET", "/status", Transfer_Encoding="chunked") + b"4\r\nbody\r\n0\r\n\r\n"
    assert client.send(request).error == "serve-get-body"


def test_what_is_no_http_is_refused(client: Client) -> None:
    for request_bytes in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 this is TLS\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /fill HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"POST /fill HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /fill HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"hello\r\n\r\n",
    ):
        assert client.send(request_bytes).error in ("serve-request", "serve-host")


def test_endless_headers_are_refused(client: Client) -> None:
    reply = client.send(client.head("GET", "/status")[:-4] + b"\r\nX-Long: " + b"x" * 20_000)
    assert (reply.status, reply.error) == (431, "serve-request")


# -- how much ---------------------------------------------------------------------------------------------


def test_a_body_that_is_declared_too_large_is_refused_before_it_comes(client: Client) -> None:
    request = client.head(
        "POST", "/fill", Content_Length=str(10**9), Content_Type=FORM, Expect="100-continue"
    )
    reply = client.send(request)
    assert (reply.status, reply.error) == (413, "serve-body-size")


@pytest.mark.parametrize("path", ["/fill", "/api/v1/inpaint", "/api/v1/model"])
def test_chunks_without_end_are_refused_as_soon_as_they_are_too_many(client: Client, path: str) -> None:
    head = client.head("POST", path, Transfer_Encoding="chunked", Content_Type=FORM)
    with client.connected() as connection:
        connection.sendall(head)
        reply = _sent_until_answered(connection, b"2000\r\n" + bytes(0x2000) + b"\r\n")
    assert (reply.status, reply.error) == (413, "serve-body-size")


def _sent_until_answered(connection: socket.socket, part: bytes):
    """The answer; meanwhile `part` is sent again and again, and the test would not end if nobody refused."""
    over = threading.Event()

    def send() -> None:
        try:
            while not over.is_set():
                connection.sendall(part)
        except OSError:
            pass

    sender = threading.Thread(target=send)
    sender.start()
    try:
        return received(connection)
    finally:
        over.set()
        connection.shutdown(socket.SHUT_RDWR)
        sender.join()


@pytest.mark.parametrize("field", ["photo", "mask"])
def test_a_picture_that_claims_to_be_enormous_is_not_decoded(
    client: Client, tmp_path: Path, field: str
) -> None:
    photo, mask = photo_and_mask(tmp_path)
    bomb = png_that_claims(60_000, 60_000)
    reply = client.fill(**{"photo": photo, "mask": mask, field: bomb}, method="white")
    expected = (413, "serve-pixels") if field == "photo" else (422, "mask-size")
    assert (reply.status, reply.error) == expected


def test_of_a_picture_that_unpacks_to_more_than_it_claims_no_more_is_unpacked(
    client: Client, tmp_path: Path
) -> None:
    _, mask = photo_and_mask(tmp_path)
    bomb = png_that_claims(80, 60, zlib.compress(bytes(50_000_000), 9))
    assert len(bomb) < SMALL.body
    reply = client.fill(bomb, mask, method="white")
    assert reply.status == 200
    (tmp_path / "answer.png").write_bytes(reply.body)
    assert photo_size(tmp_path / "answer.png") == Size(80, 60)


def test_a_mask_of_another_size_is_refused(client: Client, tmp_path: Path) -> None:
    photo, _ = photo_and_mask(tmp_path)
    reply = client.fill(photo, encoded(tmp_path, textured(61, 80, 1)), method="white")
    assert (reply.status, reply.error) == (422, "mask-size")
    assert "80 x 61" in reply.json["detail"]


@pytest.mark.parametrize("field", ["photo", "mask"])
def test_what_is_no_picture_is_refused_without_telling_where_it_lies(
    client: Client, tmp_path: Path, field: str
) -> None:
    photo, mask = photo_and_mask(tmp_path)
    for data in (b"", b"GIF89a", b"no picture", b"%PDF-1.7", b"\xff\xd8\xff\xe0 cut off"):
        reply = client.fill(**{"photo": photo, "mask": mask, field: data}, method="white")
        assert reply.status == 422
        assert reply.error.startswith(("photo-", "file-", "mask-"))
        assert f"'{field}'" in reply.json["detail"]
        assert str(client.place.token_file.parent) not in reply.json["detail"]


def test_values_are_checked(client: Client, tmp_path: Path) -> None:
    for values, code in (
        ({"method": "unheard of"}, "engine-unknown"),
        ({"method": "white", "param.radius": "5"}, "param-unknown"),
        ({"seed": "-1"}, "serve-field-value"),
        ({"seed": "nan"}, "serve-field-value"),
        ({"grow": "inf"}, "serve-field-value"),
        ({"grow": "nan"}, "serve-field-value"),
        ({"soft": "perhaps"}, "serve-field-value"),
        ({"format": "exe"}, "serve-field-value"),
        ({"quality": "101"}, "serve-field-value"),
        ({"answer": "xml"}, "serve-field-value"),
        ({"methd": "white"}, "serve-field-unknown"),
        ({"method": "x" * 1001}, "serve-field-long"),
    ):
        reply = client.fill(*photo_and_mask(tmp_path), **values)
        assert (reply.status, reply.error) == (422, code)


def test_the_range_of_a_seed_is_said_to_the_digit(client: Client, tmp_path: Path) -> None:
    reply = client.fill(*photo_and_mask(tmp_path), seed=str(2**63))
    assert reply.json["detail"].endswith(f"Use: 0 to {2**63 - 1}.")


def test_what_is_no_whole_form_is_refused(client: Client) -> None:
    for body in (
        b"",
        b"no form",
        form({"photo": b"x", "mask": b"x"}, end=False),
        form({"photo": b"x", "mask": b"x"}, boundary="another"),
        f"--{BOUNDARY}\r\n\r\nno name\r\n--{BOUNDARY}--\r\n".encode(),
        f"--{BOUNDARY}\r\n{'X: y' * 3000}\r\n\r\n\r\n--{BOUNDARY}--\r\n".encode(),
        form({f"param.{number}": "" for number in range(100)}),
    ):
        assert client.ask("POST", "/fill", body, Content_Type=FORM).error == "serve-form"


def test_a_field_that_is_missing_or_comes_twice_is_named(client: Client) -> None:
    reply = client.ask("POST", "/fill", form({"photo": b"x"}), Content_Type=FORM)
    assert (reply.error, "'mask'" in reply.json["detail"]) == ("serve-field-missing", True)
    twice = form({"photo": b"x"}, end=False) + form({"photo": b"y"})
    assert client.ask("POST", "/fill", twice, Content_Type=FORM).error == "serve-field-twice"
    assert client.ask("POST", "/fill", b"{}", Content_Type="application/json").error == "serve-form"


def test_what_is_no_request_of_iopaint_is_refused(client: Client) -> None:
    for body, code in (
        (b"", "serve-json"),
        (b"[]", "serve-json"),
        (b'{"image": ', "serve-json"),
        (b"[" * 90_000, "serve-json"),
        (b'{"a": [' + b"1," * 40_000 + b"1]}", "serve-json"),
        (b"\xff\xfe", "serve-json"),
        (b"{}", "serve-field-missing"),
        (b'{"image": 5, "mask": ""}', "serve-field-missing"),
        (b'{"image": "@@@@", "mask": "AAAA"}', "serve-base64"),
        (b'{"image": "AAA", "mask": "AAAA"}', "serve-base64"),
        (b'{"image": "data:image/png;base64,", "mask": "AAAA"}', "serve-base64"),
        ('{"image": "ä", "mask": "AAAA"}'.encode(), "serve-base64"),
        (b'{"image": "AAAA", "mask": "AAAA", "sd_seed": 1.5}', "serve-field-value"),
    ):
        assert client.ask("POST", "/api/v1/inpaint", body, Content_Type="application/json").error == code


def test_an_engine_that_fails_is_one_line_and_the_log_says_more(
    client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pictures = photo_and_mask(tmp_path)
    codes = {"failing": "engine-failed", "lying": "engine-shape", "not a number": "engine-nan"}
    for method, code in codes.items():
        reply = client.fill(*pictures, method=method)
        assert (reply.status, reply.error) == (500, code)
    assert "ZeroDivisionError: by design" in caplog.text
    reply = client.fill(*pictures, method="out of memory")
    assert (reply.status, reply.error) == (503, "out-of-memory")
