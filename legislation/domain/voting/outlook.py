"""What a vote would give, as far as it is known: two ends, and who decides between them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from legislation.domain.voting.coalitions import list_minimal_blocking, list_minimal_winning
from legislation.domain.voting.refusals import VotingError
from legislation.domain.voting.rules import Electorate, Tally, tally

#: More than there are states and pairs of states among 27, so that none is left out.
_ALL_SMALL = 400


@dataclass(frozen=True)
class Outlook:
    """Who is in favour, who is not, and who has not said.

    Abstaining is not being in favour: it counts with those against. Unknown is never in favour; the
    two ends say what would come of it if all undecided were against, or all in favour.
    """

    electorate: Electorate
    in_favour: frozenset[str]
    against: frozenset[str]

    @property
    def undecided(self) -> frozenset[str]:
        return self.electorate.participants - self.in_favour - self.against

    @cached_property
    def if_undecided_against(self) -> Tally:
        return tally(self.electorate, self.in_favour)

    @cached_property
    def if_undecided_in_favour(self) -> Tally:
        return tally(self.electorate, self.in_favour | self.undecided)

    @property
    def standing(self) -> str:
        """ "majority", "blocked", or "open": whether what is known decides it already."""
        if self.if_undecided_against.adopted:
            return "majority"
        return "open" if self.if_undecided_in_favour.adopted else "blocked"

    def enough(self) -> list[frozenset[str]]:
        """Undecided states that alone, or as a pair, make the majority."""
        sides = self.in_favour, self.against
        return self._small(list_minimal_winning(self.electorate, *sides, _ALL_SMALL))

    def enough_to_block(self) -> list[frozenset[str]]:
        """Undecided states that alone, or as a pair, make a blocking minority."""
        sides = self.in_favour, self.against
        return self._small(list_minimal_blocking(self.electorate, *sides, _ALL_SMALL))

    @staticmethod
    def _small(sets: list[frozenset[str]]) -> list[frozenset[str]]:
        return [each for each in sets if 1 <= len(each) <= 2]


def outlook(
    electorate: Electorate, in_favour: Collection[str], against: Collection[str]
) -> Outlook:
    """How a vote stands. Raises `VotingError` for a state that is unknown, takes no part, or stands
    on both lists."""
    favour, contra = tally(electorate, in_favour).in_favour, tally(electorate, against).in_favour
    if both := sorted(favour & contra):
        raise VotingError(f"{', '.join(both)}: in favour and against at once.")
    return Outlook(electorate, favour, contra)
