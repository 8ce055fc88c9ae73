"""Where each node of a core stands in the text it was made from. In: nodes with their places. Out: a place for a node.

The table goes by identity and keeps the nodes alive, so that the core and its JSON hold nothing of it: equal nodes of
two rules have two places, and a core that was read from JSON, or kept from an earlier compilation, has none.
"""

from __future__ import annotations

from careway.base.source import Span


class Origins:
    """The place in the text of each node of a core, as close as it is known."""

    __slots__ = ("_places",)

    def __init__(self) -> None:
        self._places: dict[int, tuple[object, Span]] = {}

    def span(self, node: object) -> Span | None:
        """The stretch of the text that a node was elaborated from; `None` for a node of another core."""
        found = self._places.get(id(node))
        return None if found is None else found[1]

    def add(self, node: object, span: Span) -> None:
        """Note the place of a node, and of all below it that have no closer one. What has a place keeps it: inner
        nodes are made before the ones that hold them."""
        stack = [node]
        while stack:
            item = stack.pop()
            if isinstance(item, tuple):
                stack.extend(item)
                continue
            names = getattr(item, "__match_args__", None)  # of a record, the names of its fields
            if names is None or id(item) in self._places:
                continue
            if item is node or type(item).__module__.startswith("careway.ir."):  # not constants such as `no days`
                self._places[id(item)] = (item, span)
                stack.extend(getattr(item, name) for name in names)
