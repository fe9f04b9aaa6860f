"""German, in the terms that the institutions use."""

from __future__ import annotations

PHRASES = {
    "and": "und",
    "colon": ":",
    "semicolon": ";",
    "quote": "„{words}“",
    "about": "{says} \u2013 {topic}",
    "headline": "{says} \u2013 {topic}",
    "name": "Return Directive Tracker",
    "read": "Auf der Website lesen",
    "proof": "Beleg",
    "copy": "Gespeicherte Kopie",
    "coming": "Wie es weitergeht",
    "because": "Sie erhalten diese Mail, weil Sie Folgendes verfolgen: {reasons}.",
    "because_told": "Sie erhalten diese Mail, weil wir Ihnen die frühere Fassung gemeldet hatten.",
    "stop": "Alle Mails abbestellen",
    "change": "Ändern, was Sie verfolgen",
    "own_words": (
        "Titel, Zusammenfassungen und Zitate stehen in der Sprache ihrer Quelle oder auf Englisch."
    ),
    "everything": "alles",
    "chosen": "was Sie gewählt haben",
    "article": "Artikel {number}",
    "search": "die Wörter „{words}“",
    "a_search": "eine Suche von Ihnen",
    "kind.press_release": "Pressemitteilungen",
    "kind.position": "Haltungen der Staaten",
    "kind.outlook": "was eine Abstimmung ergäbe",
    "confirm_subject": "Bitte bestätigen: Neues zu den Rückführungsregeln der EU",
    "confirm_title": "Bitte bestätigen",
    "confirm_asked": (
        "Jemand, hoffentlich Sie selbst, hat uns gebeten, an diese Adresse zu melden, was sich "
        "bei der Reform der Rückführungsregeln der EU tut. Ausgewählt: {follows}."
    ),
    "confirm_button": "Auf der Website bestätigen",
    "confirm_link": "Der Link öffnet eine Seite mit einer Schaltfläche und gilt sieben Tage:",
    "confirm_foot": (
        "Wenn Sie nicht darum gebeten haben, brauchen Sie nichts zu tun: Sie hören dann nicht "
        "mehr von uns."
    ),
    "link_subject": "Ihr Link zu dem, was Sie verfolgen",
    "link_title": "Ihr Link",
    "link_intro": "Hier können Sie ändern, worüber Sie informiert werden, oder alles abbestellen:",
    "link_works": "Der Link gilt eine halbe Stunde.",
    "link_foot": "Wenn Sie nicht darum gebeten haben, brauchen Sie nichts zu tun.",
    "day": "Datum",
    "step": "Schritt",
    "stage": "Phase",
    "vote": "Abstimmung",
    "votes": "{cast_for} dafür, {against} dagegen",
    "abstentions_one": "{number} Enthaltung",
    "abstentions": "{number} Enthaltungen",
    "from": "Von",
    "reported": "gemeldet: {title}",
    "reported_title": "Gemeldet: {title}",
    "told_press": (
        "{institution}. So wurde es der Presse mitgeteilt; es ist kein verzeichneter "
        "Verfahrensschritt."
    ),
    "acted": "Wer gehandelt hat",
    "stance": "Haltung",
    "state": "Staat",
    "topic": "Thema",
    "source": "Quelle",
    "signed": "Mit anderen unterzeichnet",
    "signed_with_others": "{source}, mit anderen unterzeichnet",
    "said_by": "Gesagt von",
    "not_on_record": "nicht verzeichnet",
    "first_stance": "{stance}; zum Text selbst war vorher nichts verzeichnet",
    "reading": "Wie eine Haltung zu diesem Thema zu lesen ist",
    "was": "vorher: {stance}",
    "says.support": "{state}: Unterstützung",
    "says.support_with_reservations": "{state}: Unterstützung mit Vorbehalten",
    "says.neutral": "{state}: neutral",
    "says.oppose": "{state}: Ablehnung",
    "now.support": "{state}: nun Unterstützung",
    "now.support_with_reservations": "{state}: nun Unterstützung mit Vorbehalten",
    "now.neutral": "{state}: nun neutral",
    "now.oppose": "{state}: nun Ablehnung",
    "stands.majority": "eine Mehrheit ist verzeichnet",
    "stands.blocked": "eine Sperrminorität ist verzeichnet",
    "stands.open": "weder eine Mehrheit noch eine Sperrminorität ist verzeichnet",
    "lost.majority": "eine Mehrheit ist nicht mehr verzeichnet",
    "lost.blocked": "eine Sperrminorität ist nicht mehr verzeichnet",
    "before": "Vorher",
    "moved_by": "Auslöser",
    "takes_part": "Teilnahme an der Abstimmung, {state}: {part}",
    "taken_back": "eine Erklärung ({state}, {day}) wurde zurückgenommen",
    "moved_position": "{says} ({day})",
    "needed": "Erforderlich",
    "needs": (
        "{majority} von {participants} Staaten mit mindestens 65 % der Bevölkerung. Für eine "
        "Sperrminorität: {block}."
    ),
    "block_people": "{fewest} Staaten mit mehr als 35 % oder beliebige {any} Staaten",
    "block_any": "beliebige {any} Staaten",
    "people": "Die Befürworter vertreten {in_favour} % der Bevölkerung.",
    "people_open": (
        "Die Befürworter vertreten {in_favour} % der Bevölkerung, mit allen Unentschiedenen "
        "{with_undecided} %."
    ),
    "too_close": "Die Anteile sind gerundet veröffentlicht: Es ist zu knapp für eine Aussage.",
    "in_favour": "Dafür, einige vielleicht mit Vorbehalten ({number})",
    "against": "Dagegen ({number})",
    "undecided": "Neutral oder nichts verzeichnet ({number})",
    "none": "keine",
    "no_vote": (
        "Dies ist keine Abstimmung des Rates. Die Staaten werden so gezählt wie bei einer "
        "Abstimmung im Rat, und zwar nach dem, was zu diesem Thema von ihnen verzeichnet ist."
    ),
    "where": "Wo jeder Staat steht",
    "today": "heute: {title}",
    "tomorrow": "morgen: {title}",
    "in_days": "in {days} Tagen: {title}",
    "planned": "So ist es laut Quelle geplant; der Termin kann sich noch verschieben.",
    "correction": "Berichtigung: {title}",
    "withdrawn": "Meldung zurückgenommen: {title}",
    "again": "Meldung gilt wieder: {title}",
    "corrects": (
        "Wir hatten Ihnen {when} anderes gemeldet. Was wir gemeldet hatten, und was jetzt gilt:"
    ),
    "withdraws": (
        "Wir hatten Ihnen dies {when} gemeldet und nehmen es zurück. Was wir gemeldet hatten, "
        "gilt nicht mehr."
    ),
    "restores": (
        "Wir hatten Ihnen {when} gemeldet, dass diese Meldung zurückgenommen ist; sie gilt wieder."
    ),
    "told_on": "am {day}",
    "told_earlier": "früher",
    "why": "Warum",
    "we_had": "gemeldet war: {what}",
    "arrow": "{before} → {after}",
    "not_told": "nicht verzeichnet",
    "digest": "{file}: {number} Neuigkeiten ({day})",
    "digest_files": "{file} und andere: {number} Neuigkeiten ({day})",
    "digest_title.daily": "Ihre tägliche Mail",
    "digest_title.weekly": "Ihre wöchentliche Mail",
    "digest_title.instant": "Was sonst geschah",
    "digest_folded": (
        "Es ist so viel geschehen, dass der Rest hier zusammensteht und nicht in je einer Mail."
    ),
    "days": "{first} bis {last}",
    "contents": "In dieser Mail",
    "why_short": "Sie verfolgen: {reasons}.",
    "why_told": "Wir hatten Ihnen die frühere Fassung gemeldet.",
    "probe": "Probe des Mailwegs",
    "probe_text": "Geht stündlich an ein eigenes Postfach: Fehlt sie, sind die Mails verspätet.",
}
