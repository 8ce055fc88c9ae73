"""The course of one lab or vital over days: a healthy level of the patient's own, and episodes that rise and wane.

An episode rises in a straight line and then halves again and again, so that the level of a day is an exact fraction
and the same on every machine.
"""

from __future__ import annotations

from fractions import Fraction

from careway.base.record import record


@record
class Episode:
    """A departure from the healthy level: it begins on the day `onset`, reaches `peak` on the day `top`, and has gone
    back by half after each `half` days."""

    onset: int
    top: int
    peak: Fraction
    half: int

    def share(self, day: int) -> Fraction:
        """How much of the departure is there on a day: from 0 to 1."""
        if day <= self.onset and day < self.top:
            return Fraction(0)
        if day < self.top:
            return Fraction(day - self.onset, self.top - self.onset)
        halvings, part = divmod(day - self.top, self.half)
        return (1 - Fraction(part, 2 * self.half)) / 2**halvings if halvings < 20 else Fraction(0)


class Course:
    """The level of one concept in one patient, day by day."""

    def __init__(self, healthy: Fraction) -> None:
        self.healthy = healthy
        self.episodes: list[Episode] = []

    def level(self, day: int) -> Fraction:
        """The level on a day: the healthy one, moved by the episode that moves it most."""
        moves = [(one.peak - self.healthy) * one.share(day) for one in self.episodes]
        return self.healthy + max(moves, key=abs, default=Fraction(0))

    def begin(self, episode: Episode) -> None:
        """Let an episode take the place of those that it overtakes."""
        before = [one for one in self.episodes if one.top < episode.onset]
        self.episodes = [*before, episode]
