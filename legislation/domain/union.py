"""Who was a member of the Union on a day, as far as that changed since the first of the files."""

from __future__ import annotations

from datetime import date

from legislation.domain.words import Membership

#: By the Treaties of Accession of 2005 (OJ L 157, 21.6.2005) and 2011 (OJ L 112, 24.4.2012).
JOINED = {"BG": date(2007, 1, 1), "RO": date(2007, 1, 1), "HR": date(2013, 7, 1)}
#: From this day on no longer a member: the Withdrawal Agreement (OJ L 29, 31.1.2020).
LEFT = {"GB": date(2020, 2, 1)}

#: What a state that is a member now was before it joined.
NOT_YET = "not_yet"
#: What a state could be on a day, as lists have it.
STANDINGS = (Membership.MEMBER.value, Membership.ASSOCIATED.value, NOT_YET, Membership.FORMER.value)


def was_member(code: str, membership: str, on: date) -> bool:
    """Whether the state was a member on the day; `membership` is what it is now."""
    if code in LEFT:
        return on < LEFT[code]
    return membership == Membership.MEMBER and JOINED.get(code, on) <= on


def membership_on(code: str, membership: str, on: date) -> str:
    """What the state was on the day, one of `STANDINGS`; `membership` is what it is now."""
    if was_member(code, membership, on):
        return Membership.MEMBER.value
    return NOT_YET if membership == Membership.MEMBER else membership
