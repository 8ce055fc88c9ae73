"""Resources to JSON text: the same bytes every time, and every decimal with the digits that it has.

`json` would have to be given floats; a dose is not one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from careway.export.fhir.elements import JsonValue


def write(value: JsonValue) -> str:
    """The JSON text, indented, with an end of line."""
    return "".join(_parts(value, "\n")) + "\n"


def _parts(value: JsonValue, line: str) -> Iterator[str]:
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, Decimal):
        yield format(value, "f")
    elif isinstance(value, str):
        yield json.dumps(value, ensure_ascii=False)
    elif isinstance(value, Mapping):
        inner = line + "  "
        yield "{"
        for index, (name, item) in enumerate(value.items()):
            yield f"{',' if index else ''}{inner}{json.dumps(name)}: "
            yield from _parts(item, inner)
        yield f"{line if value else ''}}}"
    else:
        inner = line + "  "
        yield "["
        for index, item in enumerate(value):
            yield f"{',' if index else ''}{inner}"
            yield from _parts(item, inner)
        yield f"{line if value else ''}]"
