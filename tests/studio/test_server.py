"""The studio's server as its page meets it: what it gives, how it is entered, and how it ends."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from careway.studio.entry import Entry, user_in, user_of
from careway.studio.server import page
from support.studio import PATIENT, QUESTION, Server, serving

# --- what the page is given -------------------------------------------------------------------------------------------


def test_the_page_and_all_that_belongs_to_it_are_there(server: Server) -> None:
    names = page()
    assert {"index.html", "page.js", "page.css", "NOTICE.txt"} <= set(names)
    for name, (data, type_) in names.items():
        got = server.request("GET", "/" if name == "index.html" else f"/{name}")
        assert (got.status, got.data, got.headers["content-type"]) == (200, data, type_)
        assert server.request("HEAD", "/").data == b""


def test_every_answer_tells_the_browser_what_it_may_not_do(server: Server) -> None:
    answers = [
        server.request("GET", "/"),
        server.request("GET", "/page.js"),
        server.request("GET", "/nothing"),
        server.request("GET", "/", headers={"Host": "elsewhere.example"}),
        server.request("POST", "/ask", QUESTION, {**server.headers}),
        server.request("POST", "/ask", QUESTION, {**server.headers, "Authorization": None}),
        server.request("OPTIONS", "/ask", headers={"Origin": "http://elsewhere.example"}),
    ]
    assert [one.status for one in answers] == [200, 200, 404, 403, 200, 401, 403]
    for one in answers:
        policy = one.headers["content-security-policy"].split("; ")
        assert policy[0] == "default-src 'none'"
        assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'", "script-src 'self'"} <= set(policy)
        assert "unsafe" not in one.headers["content-security-policy"]
        assert one.headers["x-content-type-options"] == "nosniff"
        assert one.headers["referrer-policy"] == "no-referrer"
        assert one.headers["cache-control"] == "no-store"
        assert one.headers["cross-origin-opener-policy"] == "same-origin"
        assert one.headers["cross-origin-resource-policy"] == "same-origin"
        assert not [name for name in one.headers if name.startswith(("access-control", "set-cookie", "server"))]


def test_a_file_is_listed_opened_and_saved_and_a_change_by_another_program_noticed(server: Server, desk: Path) -> None:
    listed = server.ask("list_files")
    assert [one["name"] for one in listed["files"]] == ["it's & so.care", "one.yaml", "sample.care"]
    opened = server.ask("open", name="sample.care")
    assert opened["text"] == "guideline sample\n"
    file = {"name": "sample.care", "text": "guideline other\n"}
    program = f"open({str(desk / 'sample.care')!r}, 'w').write('theirs')"
    subprocess.run([sys.executable, "-c", program], check=True)
    refused = server.ask("save", file=file, expected=opened["sha256"])
    assert (refused["node"], refused["now"]["text"]) == ("changed_on_disk", "theirs")
    assert (desk / "sample.care").read_text() == "theirs"
    assert server.ask("save", file=file, expected=refused["now"]["sha256"])["node"] == "saved"
    assert (desk / "sample.care").read_text() == "guideline other\n"


def test_markup_in_names_and_texts_is_told_as_text(server: Server) -> None:
    got = server.request("POST", "/ask", b'{"question":{"node":"open","name":"it\'s & so.care"}}', {**server.headers})
    assert got.headers["content-type"] == "application/json"
    assert got.answer["text"] == "<script>alert(1)</script>\n"
    missing = server.request("GET", "/<script>alert(1)</script>")
    assert b"script" not in missing.data
    assert missing.headers["content-type"].startswith("text/plain")


# --- the ticket -------------------------------------------------------------------------------------------------------


def test_a_browser_is_opened_with_an_address_that_works_once(desk: Path, tmp_path: Path) -> None:
    """What it is given as its argument can be read by others; it must not be the token."""
    browser = tmp_path / "browser.py"
    browser.write_text("import os, sys; open('opened.tmp', 'w').write(sys.argv[1]); os.rename('opened.tmp', 'opened')")
    os.mkfifo(tmp_path / "waiting")
    browser.write_text(f"import sys; open({str(tmp_path / 'waiting')!r}, 'w').write(sys.argv[1])")
    with serving(desk, "--port", "0", BROWSER=f"{sys.executable} {browser} %s") as server:
        address = (tmp_path / "waiting").read_text()  # waits for the browser
        assert server.token not in address
        start, ticket = address.split("#ticket=")
        assert start == f"http://127.0.0.1:{server.port}/"
        headers = {**server.headers, "Authorization": None}
        body = f'{{"ticket":"{ticket}"}}'.encode()
        assert server.request("POST", "/enter", body, {**headers, "Origin": "http://elsewhere.example"}).status == 403
        assert server.request("POST", "/enter", b'{"ticket":"guess"}', headers).status == 401
        assert server.request("POST", "/ask", QUESTION, {**headers, "Authorization": f"Bearer {ticket}"}).status == 401
        entered = server.request("POST", "/enter", body, headers)
        assert entered.status == 200
        assert server.token.encode() in entered.data
        assert server.request("POST", "/enter", body, headers).status == 401


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"1", b'"x"', b'{"ticket":1}', b'{"ticket":null}', b"[" * 100_000])
def test_what_is_no_ticket_enters_nowhere(server: Server, body: bytes) -> None:
    assert server.request("POST", "/enter", body, {**server.headers}).status == 401


def test_a_ticket_is_worth_nothing_to_another_user_and_nothing_afterwards() -> None:
    entry = Entry()
    ticket, other = entry.ticket(), entry.ticket()
    assert entry.redeem(ticket, os.getuid() + 1) is None
    assert entry.redeem(ticket, os.getuid()) is None
    assert entry.redeem(other, None) == entry.token
    assert entry.redeem(entry.ticket(), os.getuid()) == entry.token
    assert entry.redeem(entry.ticket(), 0) == entry.token


TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:A3C1 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100 0 0 10 0
   1: 0100007F:A3C1 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 20 4 30 10 -1
   2: 0100007F:D431 0100007F:A3C1 01 00000000:00000000 00:00000000 00000000  1001        0 3 1 0 20 4 30 10 -1
"""


def test_whose_connection_it_is_stands_in_the_systems_table() -> None:
    assert user_in(TABLE, 0xD431, 0xA3C1) == 1001  # the client's end, not the server's
    assert user_in(TABLE, 0xD432, 0xA3C1) is None
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            expected = os.getuid() if Path("/proc/net/tcp").exists() else None
            assert user_of(client.getsockname()[1], port) == expected


# --- the end ----------------------------------------------------------------------------------------------------------


def test_ctrl_c_ends_it_and_nothing_was_logged_meanwhile(desk: Path) -> None:
    with serving(desk) as server:
        text = f"patient: {PATIENT}\nevents: [\n"
        guideline = {"name": "sample.care", "text": f"# {PATIENT}\nguideline"}
        patient = {"name": "one.yaml", "text": text}
        setting = {"as_of": None, "population": None, "parameters": []}
        server.ask("open", name="one.yaml")
        server.ask("open", name=f"{PATIENT}.yaml")
        server.ask("run", guideline=guideline, patient=patient, setting=setting)
        server.ask("look", guideline=guideline)
        server.request("POST", "/ask", text.encode(), {**server.headers})
        server.request("GET", f"/{PATIENT.replace(' ', '%20')}")
        code, said = server.end()
        assert code == 130
        assert said.strip() == ""
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", server.port), timeout=5).close()


def test_a_page_that_keeps_its_connection_does_not_hold_up_the_end(desk: Path) -> None:
    with serving(desk) as server, socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        assert connection.recv(12) == b"HTTP/1.1 200"
        assert server.end()[0] == 130


ENDLESS = """
import sys
from careway.cli.main import main
from careway.studio import workers
told = "import os, time; open({told!r}, 'w').write(str(os.getpid())); time.sleep(600)"
workers._APART = (sys.executable, "-c", told)
sys.exit(main())
"""


def test_what_takes_minutes_ends_with_the_page_and_with_the_studio(desk: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    os.mkfifo(told)
    program = (sys.executable, "-P", "-c", ENDLESS.format(told=str(told)))
    question = {"node": "offer", "guideline": {"name": "a.care", "text": ""}, "cases": None, "rule": None, "most": 1}
    body = json.dumps({"question": question}).encode()
    with serving(desk, program=program) as server:
        head = {"Host": f"127.0.0.1:{server.port}", **server.headers, "Content-Length": str(len(body))}
        lines = "\r\n".join(["POST /ask HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""])
        with socket.create_connection(("127.0.0.1", server.port)) as page:
            page.sendall(lines.encode() + body)
            first = int(told.read_text())  # waits until it has begun
            assert server.ask("list_files")["node"] == "listed"
        assert ends(first)
        with socket.create_connection(("127.0.0.1", server.port)) as page:
            page.sendall(lines.encode() + body)
            second = int(told.read_text())
            assert server.end()[0] == 130
        assert ends(second)


def ends(process: int) -> bool:
    """Whether a process is gone, at once or soon."""
    for _ in range(600):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
