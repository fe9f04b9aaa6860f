"""Voting in the Council: the rules of the Treaties, and what a forecaster asks of them.

`tally` counts one vote. `coalitions` counts, without going through them, all ways in which the
undecided can still decide it. Exact integers throughout; nothing but the standard library.
"""

from legislation.domain.voting.coalitions import (
    Power,
    count_winning,
    list_minimal_blocking,
    list_minimal_winning,
    minimal_blocking,
    minimal_winning,
    power,
)
from legislation.domain.voting.outlook import Outlook, outlook
from legislation.domain.voting.refusals import VotingError, listed
from legislation.domain.voting.rules import (
    Band,
    Electorate,
    Figures,
    Rule,
    Tally,
    percent,
    pivotal,
    tally,
)
from legislation.domain.voting.words import (
    Speech,
    because,
    ends,
    headline,
    in_doubt,
    number,
    reason,
    result,
)

__all__ = [
    "Band",
    "Electorate",
    "Figures",
    "Outlook",
    "Power",
    "Rule",
    "Speech",
    "Tally",
    "VotingError",
    "because",
    "count_winning",
    "ends",
    "headline",
    "in_doubt",
    "list_minimal_blocking",
    "list_minimal_winning",
    "listed",
    "minimal_blocking",
    "minimal_winning",
    "number",
    "outlook",
    "percent",
    "pivotal",
    "power",
    "reason",
    "result",
    "tally",
]
