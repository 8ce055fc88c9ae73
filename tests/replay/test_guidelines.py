"""The shipped guidelines mean the same in the other engines: case by case, definition by definition, action by action.

Every tenth case is replayed here, and all of them with CAREWAY_REPLAY=all (minutes), as `careway export --verify` does.
"""

from __future__ import annotations

import os

import pytest

from careway.base.source import Source
from careway.cases.suite import Suite, open_suite, run_suite
from careway.cli.export import exported
from careway.pipeline import compile_source
from careway.replay.cases import situations
from careway.replay.chain import find_chain
from careway.replay.table import rows
from careway.replay.verify import verify
from support.checking import ROOT

STEP = 1 if os.environ.get("CAREWAY_REPLAY") == "all" else 10


@pytest.mark.parametrize("name", ["azathioprine/reintroduction", "clozapine/anc_monitoring"])
def test_the_cases_agree(name: str) -> None:
    file = ROOT / "guideline" / f"{name}.care"
    core = compile_source(Source(str(file), file.read_text(encoding="utf-8"))).core
    assert core is not None
    cases = file.with_suffix(".cases.yaml")
    opened = open_suite(Source(str(cases), cases.read_text(encoding="utf-8")))
    assert not isinstance(opened, Suite)
    replayed = situations(run_suite(opened, core), core)
    assert len(replayed) > 200
    found = verify(find_chain(), core, exported(core), replayed[::STEP])
    assert found.findings == ()
    assert [row for row in rows(found) if row.reason is None] == []
    assert found.unexplained == 0
    assert len(found.compared) > 2000
    assert len(found.applied) > 4000
