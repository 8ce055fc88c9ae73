"""The studio's server as those meet it who have no business with it: other pages, other users, other programs."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from careway.studio.server import MOST_ASKED
from support.studio import QUESTION, Server, serving


@pytest.mark.parametrize(
    "host",
    [
        "elsewhere.example:{}",
        "localhost:{}",
        "127.0.0.1",
        "127.0.0.1:1",
        "[::1]:{}",
        "127.0.0.1.:{}",
        "0.0.0.0:{}",
        "2130706433:{}",
        "",
        None,
    ],
)
def test_under_another_name_nothing_is_answered(server: Server, host: str | None) -> None:
    """A name of another site may lead to this machine (DNS rebinding)."""
    named = None if host is None else host.format(server.port)
    assert server.request("GET", "/", headers={"Host": named}).status in (400, 403)
    got = server.request("POST", "/ask", QUESTION, {**server.headers, "Host": named})
    assert got.status in (400, 403)
    assert b"sample" not in got.data


@pytest.mark.parametrize(
    "origin",
    [
        "http://elsewhere.example",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "https://127.0.0.1:{}",
        "http://localhost:{}",
        "http://127.0.0.1:{}/",
        "",
        None,
    ],
)
@pytest.mark.parametrize("path", ["/ask", "/enter"])
def test_another_page_gets_no_answer(server: Server, origin: str | None, path: str) -> None:
    named = None if origin is None else origin.format(server.port)
    assert server.request("POST", path, QUESTION, {**server.headers, "Origin": named}).status == 403
    if origin is not None:
        assert server.request("GET", "/page.js", headers={"Origin": named}).status == 403


def test_without_the_token_nothing_is_answered(server: Server) -> None:
    token = server.token
    wrong = (
        None,
        "",
        "Bearer",
        "Bearer ",
        token,
        f"bearer {token}",
        f"Basic {token}",
        f"Bearer {token[:-1]}",
        f"Bearer {token}x",
        f"Bearer {token.swapcase()}",
        f"Bearer {token}, Bearer {token}",
        "Bearer \xe9",
    )
    for header in wrong:
        got = server.request("POST", "/ask", QUESTION, {**server.headers, "Authorization": header})
        assert got.status == 401, header
        assert b"sample" not in got.data
    given = {**server.headers, "Authorization": None, "Cookie": f"token={token}"}
    assert server.request("POST", f"/ask?token={token}", QUESTION, given).status == 401


def test_each_start_has_a_token_of_its_own(server: Server, desk: Path) -> None:
    with serving(desk) as other:
        assert other.token != server.token
        assert len(other.token) >= 43  # 256 bits
        assert (
            other.request("POST", "/ask", QUESTION, {**other.headers, "Authorization": f"Bearer {server.token}"}).status
            == 401
        )


@pytest.mark.parametrize(
    "type_",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json, text/plain",
        "",
        None,
    ],
)
def test_what_a_form_of_another_page_could_send_is_no_question(server: Server, type_: str | None) -> None:
    assert server.request("POST", "/ask", QUESTION, {**server.headers, "Content-Type": type_}).status == 415


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "SAVE"])
def test_a_question_is_posted(server: Server, method: str) -> None:
    got = server.request(method, "/ask", headers={**server.headers})
    assert got.status in (404, 405)
    assert b"sample" not in got.data


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.care",
        "/sample.care",
        "/%2e%2e/secret.care",
        "/..%2fsecret.care",
        "/..\\secret.care",
        "/page.js/../../secret.care",
        "/page.js/",
        "//page.js",
        "/./page.js",
        "/page.js%00",
        "/assets/page.js",
        "/__init__.py",
        "/../server.py",
        "/etc/passwd",
        "//etc/passwd",
        "http://elsewhere.example/page.js",
        "/index.html",
        "/" + "a" * 5000,
    ],
)
def test_nothing_but_the_page_is_served(server: Server, path: str) -> None:
    assert server.request("GET", path).status == 404


def test_a_name_in_a_question_leads_out_no_more_than_one_in_a_path(server: Server, desk: Path) -> None:
    for name in (
        "../secret.care",
        "/etc/passwd",
        str(desk.parent / "secret.care"),
        "..\\secret.care",
        "x/../../secret.care",
    ):
        assert server.ask("open", name=name)["node"] == "refusal"
        assert server.ask("save", file={"name": name, "text": "mine"}, expected=None)["node"] == "refusal"
    assert (desk.parent / "secret.care").read_text() == "secret"


def test_what_is_too_large_is_read_no_further(server: Server) -> None:
    large = b'{"question":{"node":"open","name":"' + b"x" * MOST_ASKED + b'"}}'
    assert server.request("POST", "/ask", large, {**server.headers}).status == 413
    assert server.request("POST", "/enter", large, {**server.headers}).status == 413
    assert server.request("POST", "/ask", large, {**server.headers, "Authorization": None}).status == 401
    assert server.ask("list_files")["node"] == "listed"


def test_a_body_without_an_end_is_cut_off(server: Server) -> None:
    """In pieces, with no length told before."""
    lines = [f"{name}: {value}" for name, value in {"Host": f"127.0.0.1:{server.port}", **server.headers}.items()]
    head = "\r\n".join(["POST /ask HTTP/1.1", *lines, "Transfer-Encoding: chunked", "", ""])
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(head.encode())
        try:
            for _ in range(2 * MOST_ASKED // 0x100000):
                connection.sendall(piece)
        except OSError:
            pass  # the answer is there, and the connection closed
        else:
            assert connection.recv(100).startswith(b"HTTP/1.1 413")
    assert server.ask("list_files")["node"] == "listed"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"question":null}',
        b'{"question":{"node":"open"}}',
        b'{"question":{"node":"no_such"}}',
        b'{"question":{"node":"open","name":1}}',
        b'{"question":{"node":"open","name":"\\ud800"}}',
        b'{"question":{"node":"open","name":"a\\u0000.care"}}',
        b'{"question":{"node":"open","name":"x.care"},"more":1}',
        b'{"question":{"node":"list_files"},"question":{"node":"list_files"}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_question_is_refused_in_words(server: Server, body: bytes) -> None:
    got = server.request("POST", "/ask", body, {**server.headers})
    assert got.status == 200
    assert got.answer["node"] == "refusal"
    assert got.answer["why"]
    assert "Traceback" not in got.answer["why"]
    assert "bug" not in got.answer["why"]


def test_what_is_no_text_is_refused(server: Server) -> None:
    assert server.request("POST", "/ask", b"\xff\xfe", {**server.headers}).status == 400


def test_only_this_machine_is_listened_to(server: Server) -> None:
    for address in ("127.0.0.2", "::1"):
        with pytest.raises(OSError), socket.create_connection((address, server.port), timeout=5):
            pass
