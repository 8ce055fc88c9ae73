"""A small guideline with cases and a timeline, made as `careway new` makes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from careway.cli.scaffold import files


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A folder with sample.care, sample.cases.yaml and example.yaml."""
    folder = tmp_path / "sample"
    folder.mkdir()
    for name, text in files("sample", "Sample").items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
