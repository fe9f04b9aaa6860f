"""The field's words as closed lists.

Every choice that a row, a form, a page or an address offers is one of these. The value is what is
stored and what the API prints; the label is what a person reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A word of the field: its value is stored, its `label` is read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        return word

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of value and label, as Django's fields want them."""
        return [(word.value, word.label) for word in cls]


class Precision(Word):
    """How exactly the source gives a day. The stored day is the last one that it allows."""

    DAY = "day", "on that day"
    MONTH = "month", "in that month"
    YEAR = "year", "in that year"
    BY = "by", "by that day"


class Confidence(Word):
    """How far a piece of evidence carries."""

    HIGH = "high", "official source, or several that agree"
    MEDIUM = "medium", "one good secondary source, or an official one not read in full"
    LOW = "low", "to be checked"

    @classmethod
    def best(cls, found: Iterable[str]) -> Confidence | None:
        """The highest of these; None of none."""
        return min(map(cls, found), key=list(cls).index, default=None)


class Rank(Word):
    """Whose word a piece of evidence is, the weightiest first.

    Only the Official Journal's publications are authentic (Regulation (EU) No 216/2013); then the
    institution that acted goes before others.
    """

    JOURNAL = "journal", "the Official Journal"
    ACTED = "acted", "the institution that acted"
    UNION = "union", "an institution of the Union"
    STATE = "state", "a government or parliament"
    OTHER = "other", "the press or another site"
    CITED = "cited", "a citation, without an address"


class Origin(Word):
    """Who brought a fact. A source never overwrites what the other two brought."""

    BASELINE = "baseline", "curated record"
    SOURCE = "source", "read from a source"
    EDITOR = "editor", "editor"


class Institution(Word):
    """Who acts in a procedure. Codes are those of the Publications Office where it has one."""

    COM = "COM", "European Commission"
    EP = "EP", "European Parliament"
    CONSIL = "CONSIL", "Council of the EU"
    EUCO = "EUCO", "European Council"
    EESC = "EESC", "European Economic and Social Committee"
    COR = "COR", "European Committee of the Regions"
    CURIA = "CURIA", "Court of Justice of the EU"
    ECB = "ECB", "European Central Bank"
    ECA = "ECA", "European Court of Auditors"
    EDPS = "EDPS", "European Data Protection Supervisor"
    OP = "OP", "Publications Office"
    NATPARL = "NATPARL", "National parliament"
    EUMS = "EUMS", "Member states"
    OTHER = "OTHER", "Other body"


class Kind(Word):
    """What an event of a procedure is.

    The first blocks are the steps of the ordinary legislative procedure (Article 294 TFEU), in
    their usual order; the last ones move no stage.
    """

    PROPOSAL_ADOPTED = "proposal_adopted", "Proposal by the Commission"
    STAFF_DOCUMENT = "staff_document", "Staff working document"
    AMENDED_PROPOSAL = "amended_proposal", "Amended proposal by the Commission"
    COMMITTEE_REFERRAL = (
        "committee_referral",
        "Referral to the committee announced in Parliament",
    )
    ADVISORY_OPINION = "advisory_opinion", "Advisory opinion"
    ADVISORY_OPINION_REQUESTED = "advisory_opinion_requested", "Advisory opinion requested"
    ADVISORY_OPINION_SECTION = "advisory_opinion_section", "Advisory opinion, vote in section"
    NATIONAL_PARLIAMENT_OPINION = (
        "national_parliament_opinion",
        "National parliament's opinion",
    )

    RAPPORTEUR_APPOINTED = "rapporteur_appointed", "Rapporteur appointed"
    COMMITTEE_HEARING = "committee_hearing", "Committee hearing"
    DRAFT_REPORT = "draft_report", "Committee draft report"
    COMMITTEE_AMENDMENTS = "committee_amendments", "Amendments tabled in committee"
    COMMITTEE_OPINION = "committee_opinion", "Opinion of another committee"
    COMMITTEE_VOTE = "committee_vote", "Vote in committee"
    COMMITTEE_NO_VOTE = "committee_no_vote", "No vote in committee"
    COMMITTEE_MANDATE = "committee_mandate", "Committee decision to open negotiations"
    COMMITTEE_REPORT_TABLED = "committee_report_tabled", "Committee report tabled for plenary"
    EP_MANDATE_ANNOUNCED = "ep_mandate_announced", "Negotiating mandate announced in plenary"
    EP_MANDATE_CONFIRMED = "ep_mandate_confirmed", "Negotiating mandate confirmed by plenary"
    EP_MANDATE_REJECTED = "ep_mandate_rejected", "Negotiating mandate rejected by plenary"
    EP_REFERRED_BACK = "ep_referred_back", "Referred back to committee for negotiations"

    COUNCIL_WORKING_PARTY = "council_working_party", "Council working party"
    COUNCIL_PRESIDENCY_NOTE = "council_presidency_note", "Presidency note"
    COUNCIL_PREPARATORY_TEXT = "council_preparatory_text", "Presidency text"
    COUNCIL_DEBATE = "council_debate", "Discussion in the Council"
    COUNCIL_PREPARATORY_AGREEMENT = "council_preparatory_agreement", "Agreement of ambassadors"
    COUNCIL_POLITICAL_AGREEMENT = "council_political_agreement", "Council political agreement"
    COUNCIL_PARTIAL_MANDATE = "council_partial_mandate", "Coreper partial negotiating mandate"
    COUNCIL_MANDATE = "council_mandate", "Coreper negotiating mandate"
    COUNCIL_PARTIAL_GENERAL_APPROACH = (
        "council_partial_general_approach",
        "Council partial general approach",
    )
    COUNCIL_GENERAL_APPROACH = "council_general_approach", "Council general approach"

    TRILOGUE = "trilogue", "Trilogue"
    PROVISIONAL_AGREEMENT = "provisional_agreement", "Provisional agreement"
    COREPER_CONFIRMATION = "coreper_confirmation", "Coreper confirms the agreement"
    COMMITTEE_APPROVAL_OF_AGREEMENT = (
        "committee_approval_of_agreement",
        "Committee approves the agreement",
    )

    EP_PLENARY_DEBATE = "ep_plenary_debate", "Debate in Parliament"
    EP_FIRST_READING = "ep_first_reading", "Parliament's position at first reading"
    COMMISSION_POSITION = "commission_position", "Commission position on amendments"
    COUNCIL_FIRST_READING_ADOPTION = (
        "council_first_reading_adoption",
        "Council adopts at first reading",
    )
    COUNCIL_ADOPTION = "council_adoption", "Council adopts the act"

    COUNCIL_POSITION = "council_position", "Council position at first reading"
    COUNCIL_POSITION_RECEIVED = "council_position_received", "Council position received"
    EP_SECOND_READING = "ep_second_reading", "Parliament at second reading"
    EP_SECOND_READING_AMENDMENTS = (
        "ep_second_reading_amendments",
        "Parliament amends at second reading",
    )
    EP_SECOND_READING_APPROVAL = (
        "ep_second_reading_approval",
        "Parliament approves the Council position",
    )
    COUNCIL_SECOND_READING_ADOPTION = (
        "council_second_reading_adoption",
        "Council adopts at second reading",
    )
    CONCILIATION_CONVENED = "conciliation_convened", "Conciliation Committee convened"
    CONCILIATION_DECISION = "conciliation_decision", "Conciliation Committee decision"
    EP_THIRD_READING = "ep_third_reading", "Parliament at third reading"
    COUNCIL_THIRD_READING = "council_third_reading", "Council at third reading"

    SIGNATURE = "signature", "Signature"
    END_OF_PROCEDURE_EP = "end_of_procedure_ep", "End of procedure in Parliament"
    OJ_PUBLICATION = "oj_publication", "Publication in the Official Journal"

    ENTRY_INTO_FORCE = "entry_into_force", "Entry into force"
    APPLICATION = "application", "Application"
    TRANSPOSITION_DEADLINE = "transposition_deadline", "Transposition deadline"
    REVIEW = "review", "Review"
    CORRIGENDUM = "corrigendum", "Corrigendum"
    IMPLEMENTATION_REPORT = "implementation_report", "Implementation report"
    COURT_JUDGMENT = "court_judgment", "Court judgment"
    INFRINGEMENT_STEP = "infringement_step", "Infringement step"

    WITHDRAWN = "withdrawn", "Proposal withdrawn"
    LAPSED = "lapsed", "Proposal lapsed"
    RESUMED = "resumed", "Proposal resumed"
    SUPERSEDED = "superseded", "Superseded by another proposal"

    COUNCIL_CONCLUSIONS = "council_conclusions", "Council conclusions"
    POLICY_DOCUMENT = "policy_document", "Policy document"
    GUIDANCE = "guidance", "Guidance"
    EP_RESOLUTION = "ep_resolution", "Parliament resolution"
    COMMISSION_STATEMENT = "commission_statement", "Commission statement"
    STALEMATE = "stalemate", "Stalemate"
    REPLACEMENT_ANNOUNCED = "replacement_announced", "Replacement announced"
    OPT_IN_STEP = "opt_in_step", "Step on taking part"
    SUMMIT_DECLARATION = "summit_declaration", "Summit declaration"
    EUROPEAN_COUNCIL_CONCLUSIONS = (
        "european_council_conclusions",
        "European Council conclusions",
    )
    JHA_COUNCIL = "jha_council", "Justice and Home Affairs Council"
    JHA_INFORMAL = "jha_informal", "Informal meeting of ministers"
    NON_PAPER = "non_paper", "Non-paper"
    COMMISSION_LETTER = "commission_letter", "Letter of the Commission President"
    WORK_PROGRAMME = "work_programme", "Commission work programme"
    RELATED_ACT_EP_VOTE = "related_act_ep_vote", "Related act, vote in Parliament"
    RELATED_ACT_COUNCIL_ADOPTION = (
        "related_act_council_adoption",
        "Related act, Council adoption",
    )
    RELATED_ACT_PUBLISHED = "related_act_published", "Related act published"
    RELATED_ACT_APPLICATION = "related_act_application", "Related act applies"
    OTHER = "other", "Other step"


class Stance(Word):
    """What a state says of a topic. *Unknown* is the absence of a row."""

    SUPPORT = "support", "Support"
    SUPPORT_WITH_RESERVATIONS = "support_with_reservations", "Support with reservations"
    NEUTRAL = "neutral", "Neutral"
    OPPOSE = "oppose", "Oppose"


class Vote(Word):
    """What a state did in a vote of the Council."""

    FOR = "for", "For"
    AGAINST = "against", "Against"
    ABSTAIN = "abstain", "Abstained"
    NOT_PARTICIPATING = "not_participating", "Did not take part"


class SourceKind(Word):
    """What kind of proof stands behind a position."""

    VOTE = "vote", "Vote"
    MINUTES = "minutes", "Minutes"
    JOINT_STATEMENT = "joint_statement", "Joint statement"
    SPEECH = "speech", "Speech"
    INTERVIEW = "interview", "Interview"
    OFFICIAL = "official", "Official text"
    NEWS = "news", "Reported by the press"
    AGGREGATOR = "aggregator", "News digest"


class TakesPart(Word):
    """Whether a state votes on a proposal (Protocols 19, 21 and 22)."""

    VOTES = "votes", "Votes"
    DOES_NOT_TAKE_PART = "does_not_take_part", "Does not take part"
    ASSOCIATED = "associated", "Associated, without a vote"
    UNRESOLVED = "unresolved", "Unresolved"


class Membership(Word):
    """What a state is to the Union today."""

    MEMBER = "member", "Member state"
    ASSOCIATED = "associated", "Schengen associate"
    FORMER = "former", "Former member state"


class StatementKind(Word):
    """What a joint statement is."""

    LETTER = "letter", "Letter"
    NON_PAPER = "non_paper", "Non-paper"
    DECLARATION = "declaration", "Declaration"
    MEETING = "meeting", "Meeting"
    WORKING_GROUP = "working_group", "Working group"


class StatementRole(Word):
    """What a state is in a joint statement; only the first two derive positions."""

    AUTHOR = "author", "Author"
    SIGNATORY = "signatory", "Signatory"
    PARTICIPANT = "participant", "Participant"


class Verb(Word):
    """What happened to a fact in the journal."""

    RECORDED = "recorded", "Recorded"
    AMENDED = "amended", "Amended"
    RETRACTED = "retracted", "Retracted"
    RESTORED = "restored", "Restored"
    CORRECTED = "corrected", "Corrected"
    CONFIRMED = "confirmed", "Confirmed by a further source"
    NOTICED = "noticed", "Noticed"
    RESOLVED = "resolved", "Resolved"
    SHIFTED = "shifted", "Outlook changed"
    COMING = "coming", "Coming up"
    PROBED = "probed", "Probe of the mails' way"


class DraftState(Word):
    """What became of a draft."""

    WAITING = "waiting", "waits for a second person"
    PUBLISHED = "published", "published"
    RETURNED = "returned", "returned to the editor"
    WITHDRAWN = "withdrawn", "withdrawn by the editor"


class Audience(Word):
    """Who may read a change. A reminder is no change of the record: its readers get it by mail."""

    PUBLIC = "public", "Everybody"
    STAFF = "staff", "Staff"
    MAIL = "mail", "Subscribers, by mail alone"


class Alert(Word):
    """How far a change has come on its way to subscribers."""

    NONE = "none", "Tells nobody"
    WAITING = "waiting", "Waiting for fan-out"
    HELD = "held", "Held for a person"
    DONE = "done", "Fanned out"
    DROPPED = "dropped", "Dropped"


class SubscriberState(Word):
    """Where a subscriber stands."""

    UNCONFIRMED = "unconfirmed", "Waits for confirmation"
    ACTIVE = "active", "Confirmed"
    SUSPENDED = "suspended", "Suspended"
    ENDED = "ended", "Unsubscribed"


class SuspendedFor(Word):
    """Why nothing is sent to somebody who did not ask for that."""

    NO_MAILBOX = "no_mailbox", "There is no such mailbox"
    REFUSES = "refuses", "The mailbox refused mails for a week"
    COMPLAINT = "complaint", "Reported a mail of ours as unwanted"


class Rhythm(Word):
    """How often a subscriber is written to."""

    INSTANT = "instant", "At once"
    DAILY = "daily", "Once a day"
    WEEKLY = "weekly", "Once a week"


class Language(Word):
    """The language of a subscriber's mails."""

    EN = "en", "English"
    FR = "fr", "Français"
    DE = "de", "Deutsch"


class ConsentAct(Word):
    """What a person did with a wish to be told."""

    ASKED = "asked", "Filled in the form"
    CONFIRMED = "confirmed", "Pressed the button of the confirmation mail"
    CHANGED = "changed", "Changed the choice by a mailed link"
    ENDED = "ended", "Unsubscribed"


class WishKind(Word):
    """Which form somebody sent."""

    FOLLOW = "follow", "To follow something"
    LINK = "link", "To get the link to the preferences"


class BounceKind(Word):
    """What a mail's return says, and about whom."""

    HARD = "hard", "There is no such mailbox"
    SOFT = "soft", "The mailbox cannot take mail now"
    REFUSED = "refused", "Refused for what we sent or who we are"
    COMPLAINT = "complaint", "Reported as unwanted"


class Channel(Word):
    """The way a notice takes."""

    EMAIL = "email", "E-mail"


class EmailKind(Word):
    """What a mail is for; what a person waits for goes before alerts."""

    CONFIRMATION = "confirmation", "Confirmation"
    PREFERENCES = "preferences", "Link to the preferences"
    ALERT = "alert", "Alert"
    DIGEST = "digest", "Digest"
    TEST = "test", "Test by staff"


class EmailState(Word):
    """Where a mail stands on its way to the relay."""

    WAITING = "waiting", "Waiting"
    LEASED = "leased", "Being sent"
    SENT = "sent", "Handed to the relay"
    IN_DOUBT = "in_doubt", "In doubt"
    FAILED = "failed", "Failed"
    HELD = "held", "Held"
    SUPPRESSED = "suppressed", "Suppressed"


class Outcome(Word):
    """How one reading of a source ended."""

    SUCCESS = "success", "Read"
    UNCHANGED = "unchanged", "Unchanged"
    UNAVAILABLE = "unavailable", "Unavailable"
    NOT_FOUND = "not_found", "Not found"
    BROKEN = "broken", "Not trusted"
    FAILED = "failed", "Our own fault"


class SourceState(Word):
    """How a source stands, in words for everybody."""

    NEVER_READ = "never_read", "not read yet"
    FINE = "fine", "fine"
    UNAVAILABLE = "unavailable", "unavailable"
    BLOCKED = "blocked", "blocked"
    NOT_FOUND = "not_found", "not found"
    CHANGED_SHAPE = "changed_shape", "changed shape"
    FAILED = "failed", "our own fault"
    PAUSED = "paused", "not polled"


class SuggestionState(Word):
    """What became of a press release that may be about a file."""

    WAITING = "waiting", "to be decided"
    ACCEPTED = "accepted", "accepted"
    REJECTED = "rejected", "rejected"
