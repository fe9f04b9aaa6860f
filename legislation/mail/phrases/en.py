"""English: the first of the tables, which the others translate."""

from __future__ import annotations

PHRASES = {
    "and": "and",
    "colon": ":",
    "semicolon": ";",
    "quote": "“{words}”",
    "about": "{says}: {topic}",
    "headline": "{says}, {topic}",
    # The frame of all mails.
    "name": "Return Directive Tracker",
    "read": "Read it on the tracker",
    "proof": "Proof",
    "copy": "Stored copy",
    "coming": "What comes next",
    "because": "You get this because you follow {reasons}.",
    "because_told": "You get this because we told you the earlier version.",
    "stop": "Stop all mails",
    "change": "Change what you follow",
    "own_words": "",
    # What is followed.
    "everything": "everything",
    "chosen": "what you chose",
    "article": "Article {number}",
    "search": "the words “{words}”",
    "a_search": "a search of yours",
    "kind.press_release": "press releases",
    "kind.position": "positions of states",
    "kind.outlook": "what a vote would give",
    # The two mails about a subscription.
    "confirm_subject": "Please confirm: news on the EU's return rules",
    "confirm_title": "Please confirm",
    "confirm_asked": (
        "Somebody, we hope you, asked that this address be told when something moves in the reform "
        "of the EU's rules on return: {follows}."
    ),
    "confirm_button": "Confirm on the tracker",
    "confirm_link": "The link opens a page with a button and works for seven days:",
    "confirm_foot": "If you did not ask for this, do nothing: you will hear no more from us.",
    "link_subject": "Your link to what you follow",
    "link_title": "Your link",
    "link_intro": "Here you can change what you are told about, or stop:",
    "link_works": "The link works for half an hour.",
    "link_foot": "If you did not ask for this, do nothing.",
    # Facts about news.
    "day": "Day",
    "step": "Step",
    "stage": "Stage",
    "vote": "Vote",
    "votes": "{cast_for} for, {against} against",
    "abstentions_one": "{number} abstention",
    "abstentions": "{number} abstentions",
    "from": "From",
    "reported": "reported: {title}",
    "reported_title": "Reported: {title}",
    "told_press": (
        "{institution}. This is what it told the press; it is not a step of the procedure on "
        "record."
    ),
    "acted": "Who acted",
    "stance": "Stance",
    "state": "State",
    "topic": "Topic",
    "source": "Source",
    "signed": "Signed with others",
    "signed_with_others": "{source}, signed with others",
    "said_by": "Said by",
    "not_on_record": "not on record",
    "first_stance": "{stance}; nothing on the text itself was on record before",
    "reading": "How to read a stance on this topic",
    "was": "was: {stance}",
    # A stance in a sentence: the state is its subject.
    "says.support": "{state} supports",
    "says.support_with_reservations": "{state} supports with reservations",
    "says.neutral": "{state} is neutral",
    "says.oppose": "{state} opposes",
    "now.support": "{state} now supports",
    "now.support_with_reservations": "{state} now supports with reservations",
    "now.neutral": "{state} is now neutral",
    "now.oppose": "{state} now opposes",
    # Outlooks.
    "stands.majority": "a majority is on record",
    "stands.blocked": "a blocking minority is on record",
    "stands.open": "neither a majority nor a blocking minority is on record",
    "lost.majority": "a majority is no longer on record",
    "lost.blocked": "a blocking minority is no longer on record",
    "before": "Before",
    "moved_by": "What moved it",
    "takes_part": "whether {state} takes part in the vote: {part}",
    "taken_back": "a statement of {state} ({day}) was taken back",
    "moved_position": "{says} ({day})",
    "needed": "Needed",
    "needs": (
        "{majority} of {participants} states with at least 65 % of the people. To block: {block}."
    ),
    "block_people": "{fewest} states with more than 35 %, or any {any} states",
    "block_any": "any {any} states",
    "people": "Those in favour hold {in_favour} % of the people.",
    "people_open": (
        "Those in favour hold {in_favour} % of the people; with all undecided {with_undecided} %."
    ),
    "too_close": "The shares are published rounded: this is too close to call.",
    "in_favour": "In favour, some perhaps with reservations ({number})",
    "against": "Against ({number})",
    "undecided": "Neutral, or nothing on record ({number})",
    "none": "none",
    "no_vote": (
        "This is no vote of the Council. The states are counted as a vote in the Council would "
        "count them, by what is on record of them on this topic."
    ),
    "where": "Where each state stands",
    # Reminders.
    "today": "today: {title}",
    "tomorrow": "tomorrow: {title}",
    "in_days": "in {days} days: {title}",
    "planned": "This is what is planned, as its source has it; it may be moved.",
    # What was told and is no more so.
    "correction": "Correction: {title}",
    "withdrawn": "Withdrawn: {title}",
    "again": "Stands again: {title}",
    "corrects": "We told you otherwise {when}. What we had, and what stands now:",
    "withdraws": "We told you this {when}; it is taken back. What we had said no longer stands.",
    "restores": "We told you {when} that this was withdrawn; it stands again.",
    "told_on": "on {day}",
    "told_earlier": "earlier",
    "why": "Why",
    "we_had": "we had: {what}",
    "arrow": "{before} → {after}",
    "not_told": "not on record",
    # Digests.
    "digest": "{file}: {number} pieces of news ({day})",
    "digest_files": "{file} and others: {number} pieces of news ({day})",
    "digest_title.daily": "Your daily mail",
    "digest_title.weekly": "Your weekly mail",
    "digest_title.instant": "What else happened",
    "digest_folded": (
        "So much happened that the rest is told here together, and not in a mail each."
    ),
    "days": "{first} to {last}",
    "contents": "In this mail",
    "why_short": "You follow {reasons}.",
    "why_told": "We told you the earlier version.",
    # The tracker's own.
    "probe": "Probe of the mails' way",
    "probe_text": (
        "Told each hour to a mailbox of the tracker's own: if it is missing, mails are late."
    ),
}
