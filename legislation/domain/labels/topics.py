"""The topics in French and German, by the English words that are on record.

Topics are vocabulary of the curated record: words that it changes stand in English until they are
translated anew, rather than in a translation of something else.
"""

from __future__ import annotations

from legislation.domain.words import Language

FRENCH = {
    "The proposal taken as a whole": "La proposition dans son ensemble",
    "Overall line on the dossier named in the entry.": (
        "Ligne générale sur le dossier nommé dans l'entrée."
    ),
    "Return hubs in third countries": "Plateformes de retour dans des pays tiers",
    "COM(2025)101 Art. 17: returning people to a non-EU state that is not their own on the basis "
    "of an agreement or arrangement; includes money for hubs.": (
        "COM(2025)101, article 17\u00a0: renvoyer des personnes, sur la base d'un accord ou d'un "
        "arrangement, vers un État tiers qui n'est pas le leur\u00a0; y compris le financement de "
        "plateformes."
    ),
    "Recognition of other states' return decisions / European Return Order": (
        "Reconnaissance des décisions de retour d'autres États / décision de retour européenne"
    ),
    "Question scored: should recognition and enforcement be compulsory? support = wants it "
    "compulsory, oppose = wants it optional.": (
        "Question évaluée\u00a0: la reconnaissance et l'exécution doivent-elles être "
        "obligatoires\u00a0? Soutien = les veut obligatoires\u00a0; opposition = les veut "
        "facultatives."
    ),
    "Detention: length and grounds": "Rétention\u00a0: durée et motifs",
    "support = backs longer detention or wider grounds.": (
        "Soutien = favorable à une rétention plus longue ou à des motifs plus larges."
    ),
    "Entry bans": "Interdictions d'entrée",
    "support = backs longer or unlimited bans.": (
        "Soutien = favorable à des interdictions plus longues ou illimitées."
    ),
    "Duties to cooperate and sanctions": "Obligation de coopérer et sanctions",
    "support = backs explicit duties with consequences for the returnee.": (
        "Soutien = favorable à des obligations explicites, avec des conséquences pour la personne "
        "faisant l'objet du retour."
    ),
    "Voluntary departure": "Départ volontaire",
    "support = wants the voluntary route kept or strengthened.": (
        "Soutien = veut maintenir ou renforcer la voie volontaire."
    ),
    "Fundamental-rights monitoring and suspensive effect of appeals": (
        "Contrôle des droits fondamentaux et effet suspensif des recours"
    ),
    "support = wants stronger safeguards or automatic suspension, oppose = wants less automatic "
    "suspension or fewer checks.": (
        "Soutien = veut des garanties plus fortes ou une suspension automatique\u00a0; opposition "
        "= veut moins de suspension automatique ou moins de contrôles."
    ),
    "Scope and legal form (regulation or directive, national leeway)": (
        "Champ d'application et forme juridique (règlement ou directive, marge nationale)"
    ),
    "support = accepts a directly applicable common regime; reservations = wants more national "
    "flexibility.": (
        "Soutien = accepte un régime commun directement applicable\u00a0; réserves = veut plus de "
        "souplesse nationale."
    ),
}

GERMAN = {
    "The proposal taken as a whole": "Der Vorschlag als Ganzes",
    "Overall line on the dossier named in the entry.": (
        "Gesamtlinie zu dem Dossier, das im Eintrag genannt ist."
    ),
    "Return hubs in third countries": "Rückkehrzentren in Drittstaaten",
    "COM(2025)101 Art. 17: returning people to a non-EU state that is not their own on the basis "
    "of an agreement or arrangement; includes money for hubs.": (
        "COM(2025)101, Artikel 17: Menschen aufgrund eines Abkommens oder einer Vereinbarung in "
        "einen Drittstaat zurückführen, der nicht ihr eigener ist; auch Geld für solche Zentren."
    ),
    "Recognition of other states' return decisions / European Return Order": (
        "Anerkennung von Rückkehrentscheidungen anderer Staaten / Europäische Rückkehranordnung"
    ),
    "Question scored: should recognition and enforcement be compulsory? support = wants it "
    "compulsory, oppose = wants it optional.": (
        "Bewertete Frage: Sollen Anerkennung und Vollstreckung verpflichtend sein? Unterstützung = "
        "will sie verpflichtend, Ablehnung = will sie freiwillig."
    ),
    "Detention: length and grounds": "Inhaftnahme: Dauer und Gründe",
    "support = backs longer detention or wider grounds.": (
        "Unterstützung = für längere Inhaftnahme oder weiter gefasste Gründe."
    ),
    "Entry bans": "Einreiseverbote",
    "support = backs longer or unlimited bans.": (
        "Unterstützung = für längere oder unbefristete Verbote."
    ),
    "Duties to cooperate and sanctions": "Mitwirkungspflichten und Sanktionen",
    "support = backs explicit duties with consequences for the returnee.": (
        "Unterstützung = für ausdrückliche Pflichten mit Folgen für die rückzuführende Person."
    ),
    "Voluntary departure": "Freiwillige Ausreise",
    "support = wants the voluntary route kept or strengthened.": (
        "Unterstützung = will den freiwilligen Weg erhalten oder stärken."
    ),
    "Fundamental-rights monitoring and suspensive effect of appeals": (
        "Überwachung der Grundrechte und aufschiebende Wirkung von Rechtsbehelfen"
    ),
    "support = wants stronger safeguards or automatic suspension, oppose = wants less automatic "
    "suspension or fewer checks.": (
        "Unterstützung = will stärkere Garantien oder automatischen Aufschub, Ablehnung = will "
        "weniger automatischen Aufschub oder weniger Kontrollen."
    ),
    "Scope and legal form (regulation or directive, national leeway)": (
        "Anwendungsbereich und Rechtsform (Verordnung oder Richtlinie, nationaler Spielraum)"
    ),
    "support = accepts a directly applicable common regime; reservations = wants more national "
    "flexibility.": (
        "Unterstützung = akzeptiert ein unmittelbar geltendes gemeinsames System; Vorbehalte = "
        "will mehr nationale Flexibilität."
    ),
}

TABLES: dict[Language, dict[str, str]] = {
    Language.EN: {},
    Language.FR: FRENCH,
    Language.DE: GERMAN,
}
