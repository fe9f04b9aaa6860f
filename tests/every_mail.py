"""Every kind of mail about every kind of news, as readers of each language get them."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from legislation import alerts, council, timeline
from legislation.alerts import people, samples
from legislation.domain.words import EmailKind, Kind, Language, Origin, Rhythm, Stance, Verb
from legislation.journal import Author
from legislation.models import Change, Email, Notice, Population, Proposal, Subscriber
from tests import make

_NEWS = Author(Origin.SOURCE, tells=True)
_EDITOR = Author(Origin.EDITOR, why="As the minutes say.", tells=True)


def active(
    address: str, rhythm: Rhythm = Rhythm.INSTANT, language: Language = Language.EN
) -> Subscriber:
    """Somebody who asked and confirmed."""
    make.wish(address, everything=True, rhythm=rhythm, language=language)
    person = Subscriber.objects.get(address=address)
    alerts.confirm(people.confirmation_token(person))
    return person


def mail_all() -> None:
    """Let everything happen, and readers of all languages be told; what is missing fails."""
    for language in Language:
        active(f"{language}@example.org", language=language)
        active(f"{language}-daily@example.org", Rhythm.DAILY, language)
        make.wish(f"{language}-new@example.org", everything=True, language=language)
    file = make.proposal()
    _steps(file)
    _statements(file)
    with override_settings(PROBE_ADDRESS="probe@example.org"):
        alerts.send_probe()
    _told()
    Subscriber.objects.filter(rhythm=Rhythm.DAILY).update(next_digest_at=timezone.now())
    Notice.objects.filter(subscriber__rhythm=Rhythm.DAILY).update(due_at=timezone.now())
    _told()
    for language in Language:
        alerts.ask_for_link(f"{language}@example.org")
        alerts.take_wishes()
        _send_samples(language)
        _expect_all(language)


def _send_samples(language: Language) -> None:
    for kind in samples.KINDS:
        sample = samples.sample(kind, language)
        assert sample is not None, kind
        samples.send(sample, "staff@example.org")


def _told() -> None:
    """All has settled and is told; that it was much in an hour is forgotten."""
    Change.objects.filter(alert="waiting").update(release_at=timezone.now())
    alerts.fan_out()
    Email.objects.update(created_at=timezone.now() - timedelta(days=2))


def _steps(file: Proposal) -> None:
    today = timezone.localdate()
    copy = make.snapshot(make.source())
    event = make.event(
        file, Kind.SIGNATURE, today, author=_NEWS, proofs=[make.proof(snapshot=copy)]
    )
    make.press_release(file, today, author=_NEWS)
    vote = make.event(file, Kind.COUNCIL_DEBATE, today, author=_NEWS)
    _told()
    timeline.amend_event(event, {"happened_on": today - timedelta(days=1)}, _EDITOR)
    timeline.retract_event(vote, _EDITOR)
    _told()
    other = make.event(file, Kind.TRILOGUE, today, author=_NEWS)
    _told()
    timeline.retract_event(other, _EDITOR)
    _told()
    timeline.restore_event(other, _EDITOR)
    make.event(file, Kind.OJ_PUBLICATION, today + timedelta(days=1), expected=True)
    alerts.enter_reminders()
    _told()


def _statements(file: Proposal) -> None:
    today = timezone.localdate()
    for code, share in {"DE": 5000, "FR": 3000, "ES": 2000}.items():
        state = make.state(code, make.NAMES[code])
        row = Population(state=state, year=2025, share=share)
        council.record_population(row, [make.proof()], make.EDITOR)
    for code in ("DE", "FR"):
        said = make.position(file, code, Stance.SUPPORT, today, author=_EDITOR)
        _told()
    council.correct_position(said, {"stance": Stance.OPPOSE}, _EDITOR)
    _told()


def _expect_all(language: Language) -> None:
    mails = Email.objects.filter(letter__language=language)
    assert set(mails.values_list("kind", flat=True)) == set(EmailKind)
    alerted = mails.filter(kind=EmailKind.ALERT, subscriber__is_probe=False)
    verbs = set(alerted.values_list("notices__change__verb", flat=True))
    assert verbs == set(Verb) - {Verb.CONFIRMED, Verb.NOTICED, Verb.RESOLVED, Verb.PROBED}
    assert alerted.filter(notices__change__press_release__isnull=False).exists()
    assert mails.get(kind=EmailKind.DIGEST).notices.count() > 5


def links() -> set[str]:
    """Every path of ours in every mail: words, pages and header fields. A place in a page is for
    the browser alone, and left out."""
    found: set[str] = set()
    for email in Email.objects.select_related("letter", "subscriber"):
        text = " ".join([email.text, email.html, *email.headers.values()])
        found |= set(re.findall(rf"{re.escape(settings.SITE_URL)}(/[^\s\"'<>#]*)", text))
    return found


def status_of(path: str) -> int:
    """How a link is answered: samples for staff have nobody's key, and the debate was withdrawn."""
    if "/nobody/" in path:
        return 404
    return 410 if path.endswith("-council-debate/") else 200
