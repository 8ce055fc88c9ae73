"""Who may ask the studio: whoever holds its token, which is drawn anew at each start.

The token stands in the terminal and in the page, and nowhere where another user of the machine can read it. A browser
that is opened is given its address as an argument, which others can see (`ps`): that address holds a ticket instead,
which is worth a token once, to a process of the same user.
"""

from __future__ import annotations

import os
from hmac import compare_digest
from pathlib import Path
from secrets import token_urlsafe

_BYTES = 32
_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
"""Linux tells there whose each connection is."""
_ROOT = 0


class Entry:
    """The secrets of one start."""

    def __init__(self) -> None:
        self.token = token_urlsafe(_BYTES)
        self._tickets: set[str] = set()

    def ticket(self) -> str:
        """What can be exchanged for the token, once."""
        made = token_urlsafe(_BYTES)
        self._tickets.add(made)
        return made

    def knows(self, authorization: bytes) -> bool:
        """Whether the header of a request names the token."""
        return compare_digest(authorization, f"Bearer {self.token}".encode())

    def redeem(self, ticket: str, user: int | None) -> str | None:
        """The token for a ticket, to a user of whom it is not known that they are another one. However it ends, the
        ticket is worth nothing afterwards."""
        known = {one for one in self._tickets if compare_digest(one.encode(), ticket.encode(errors="replace"))}
        self._tickets -= known
        return self.token if known and user in (None, _ROOT, _own()) else None


def user_of(client: int, server: int) -> int | None:
    """The user whose connection of this machine goes from one port to the other, where the system tells."""
    for table in _TABLES:
        try:
            found = user_in(table.read_text("ascii"), client, server)
        except (OSError, ValueError):
            continue
        if found is not None:
            return found
    return None


def user_in(table: str, client: int, server: int) -> int | None:
    """The user whose connection goes from one port to the other, in a table as Linux writes it."""
    ends = (f"{client:04X}", f"{server:04X}")
    for line in table.splitlines()[1:]:
        fields = line.split()
        if len(fields) > 7 and tuple(end.rpartition(":")[2] for end in fields[1:3]) == ends:
            return int(fields[7])
    return None


def _own() -> int | None:
    return os.getuid() if hasattr(os, "getuid") else None
