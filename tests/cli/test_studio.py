"""`careway studio` from the command line: what it says, and what it cannot begin with."""

from __future__ import annotations

import importlib.util
import os
import socket
from pathlib import Path

import pytest

from careway.studio import server
from support.command import careway


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("nowhere", "nowhere: no such file"),
        ("sample.care", "sample.care: this is a file, a folder is needed"),
        ("a\0b", "this cannot be a folder's name"),
        ("x" * 300, "name too long"),
    ],
)
def test_what_is_no_folder_is_refused(sample: Path, folder: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample)
    ran = careway("studio", folder, "--no-browser")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_folder_that_cannot_be_read_is_refused(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    ran = careway("studio", sample, "--no-browser")
    assert ran.code == 2
    assert "permission denied" in ran.err


def test_a_port_that_is_taken_is_named(sample: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = careway("studio", sample, "--port", port, "--no-browser")
    assert ran.code == 2
    assert ran.err == f"error: port {port} cannot be listened at: address already in use\n"


@pytest.mark.parametrize("port", ["-1", "65536", "http", "80.5"])
def test_what_is_no_port_is_refused(sample: Path, port: str) -> None:
    ran = careway("studio", sample, "--port", port)
    assert ran.code == 2
    assert "--port" in ran.err


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_it_says_what_to_install(sample: Path, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = importlib.util.find_spec
    monkeypatch.setattr("careway.cli.studio.find_spec", lambda name: None if name == missing else usual(name))
    ran = careway("studio", sample, "--no-browser")
    assert ran.code == 2
    assert ran.err == "error: careway studio needs starlette and uvicorn: install careway[studio]\n"


def test_where_the_page_is_not_built_it_says_how_it_is(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for there in (tmp_path / "none", tmp_path):  # no folder, and one without the page in it
        monkeypatch.setattr(server, "files", lambda _, there=there: there)
        (tmp_path / "assets").mkdir(exist_ok=True)
        ran = careway("studio", sample, "--no-browser")
        assert ran.code == 2
        assert "`make studio`" in ran.err
