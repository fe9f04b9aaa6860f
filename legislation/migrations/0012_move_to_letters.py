"""What mails said, who agreed to what, and what is followed, in their new places."""

import hashlib
import secrets
from datetime import datetime

from django.db import migrations


def letters(apps, schema_editor):
    Email, Letter = apps.get_model("legislation", "Email"), apps.get_model("legislation", "Letter")
    for email in Email.objects.select_related("subscriber").iterator(chunk_size=500):
        token = secrets.token_hex(16)
        headers = dict(email.headers)
        own = headers.get("List-Unsubscribe", "").strip("<>")
        texts = [email.text, email.html]
        if own:
            place = f"{own.rstrip('/').rpartition('/')[0]}/{token[:22]}/"
            texts = [text.replace(own, place) for text in texts]
            headers["List-Unsubscribe"] = f"<{place}>"
        letter = Letter.objects.create(
            token=token,
            subject=email.subject,
            text=texts[0],
            html=texts[1],
            headers=headers,
            created_at=email.created_at,
        )
        lane = 1 if email.kind == "alert" else 0
        doubted = email.not_before if email.state == "in_doubt" else None
        Email.objects.filter(pk=email.pk).update(letter=letter, lane=lane, doubted_at=doubted)


def people(apps, schema_editor):
    Subscriber = apps.get_model("legislation", "Subscriber")
    Consent = apps.get_model("legislation", "Consent")
    for person in Subscriber.objects.prefetch_related("subscriptions__proposal").iterator(
        chunk_size=500
    ):
        told = person.consent or {}
        for row in person.subscriptions.all():
            row.key = f"proposal={row.proposal.slug}" if row.proposal else "everything"
            row.save(update_fields=["key"])
        choice = {"subscriptions": [row.key for row in person.subscriptions.all()]}
        wording = told.get("wording", "")
        common = {
            "subscriber": person,
            "wording": wording,
            "wording_sha256": hashlib.sha256(wording.encode()).hexdigest() if wording else "",
            "form": told.get("form", ""),
            "language": "en",
        }
        for act, moment in (("asked", "asked_at"), ("confirmed", "confirmed_at")):
            if told.get(moment):
                at = datetime.fromisoformat(told[moment])
                Consent.objects.create(act=act, at=at, choice=choice, **common)
        if person.ended_at:
            Consent.objects.create(act="ended", at=person.ended_at, **common)
        suspended = "refuses" if person.state == "suspended" else ""
        Subscriber.objects.filter(pk=person.pk).update(
            mark=secrets.token_hex(16), suspended_for=suspended
        )


class Migration(migrations.Migration):
    dependencies = [("legislation", "0011_letters_and_wishes")]

    operations = [
        migrations.RunPython(letters, migrations.RunPython.noop),
        migrations.RunPython(people, migrations.RunPython.noop),
    ]
