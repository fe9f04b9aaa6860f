"""What the rules of deadlines say of themselves: English, French, German.

The English text itself is the key: one that is changed is in English until somebody has
translated it anew, and never says otherwise than the rule.
"""

from __future__ import annotations

from legislation.domain.words import Language

_TITLES = (
    (
        "Denmark: last day to decide whether it carries the act over into its own law",
        "Danemark\u00a0: dernier jour pour décider de transposer l'acte dans son droit national",
        "Dänemark: letzter Tag für den Beschluss, ob es den Rechtsakt in sein Recht umsetzt",
    ),
    (
        "Last day to ask the Court to annul the act",
        "Dernier jour pour demander à la Cour d'annuler l'acte",
        "Letzter Tag für eine Nichtigkeitsklage gegen den Rechtsakt",
    ),
    (
        "Ireland: last day to say that it takes part from the start",
        "Irlande\u00a0: dernier jour pour notifier sa participation dès le début",
        "Irland: letzter Tag für die Mitteilung, dass es von Anfang an teilnimmt",
    ),
    (
        "Signature by the Presidents of Parliament and of the Council",
        "Signature par les présidents du Parlement et du Conseil",
        "Unterzeichnung durch die Präsidenten des Parlaments und des Rates",
    ),
    (
        "Publication in the Official Journal",
        "Publication au Journal officiel",
        "Veröffentlichung im Amtsblatt",
    ),
    ("Entry into force", "Entrée en vigueur", "Inkrafttreten"),
    (
        "Ireland may ask to take part in the act after all",
        "L'Irlande peut encore demander à participer à l'acte",
        "Irland kann noch beantragen, sich an dem Rechtsakt zu beteiligen",
    ),
    (
        "Entry into force of the regulation",
        "Entrée en vigueur du règlement",
        "Inkrafttreten der Verordnung",
    ),
    (
        "Application of the provisions on return hubs",
        "Application des dispositions sur les plateformes de retour",
        "Anwendung der Bestimmungen über Rückkehrzentren",
    ),
    (
        "Application of the provisions related to Frontex",
        "Application des dispositions relatives à Frontex",
        "Anwendung der Bestimmungen zu Frontex",
    ),
    (
        "Application of most other provisions",
        "Application de la plupart des autres dispositions",
        "Anwendung der meisten anderen Bestimmungen",
    ),
    (
        "Review of voluntary mutual recognition",
        "Réexamen de la reconnaissance mutuelle volontaire",
        "Überprüfung der freiwilligen gegenseitigen Anerkennung",
    ),
    (
        "Repeal of Directive 2008/115/EC",
        "Abrogation de la directive 2008/115/CE",
        "Aufhebung der Richtlinie 2008/115/EG",
    ),
)
_COUNTED = (
    (
        "According to the title of the proposal; from which day is not on record.",
        "D'après le titre de la proposition\u00a0; le jour de prise d'effet n'est pas enregistré.",
        "Laut dem Titel des Vorschlags; ab welchem Tag, ist nicht verzeichnet.",
    ),
    (
        "Within six months after the Council has decided.",
        "Dans un délai de six mois après la décision du Conseil.",
        "Innerhalb von sechs Monaten nach dem Beschluss des Rates.",
    ),
    (
        "Two months after the publication, counted from the end of the 14th day after it, "
        "and ten days more on account of distance.",
        "Deux mois après la publication, comptés à partir de la fin du quatorzième jour qui la "
        "suit, plus dix jours de délai de distance.",
        "Zwei Monate nach der Veröffentlichung, gerechnet ab dem Ende des 14. Tages danach, "
        "zuzüglich zehn Tagen Entfernungsfrist.",
    ),
    (
        "Within three months after the proposal was presented to the Council.",
        "Dans un délai de trois mois après la présentation de la proposition au Conseil.",
        "Innerhalb von drei Monaten, nachdem der Vorschlag dem Rat vorgelegt wurde.",
    ),
    (
        "The Treaty sets no period for it.",
        "Le traité ne fixe pas de délai.",
        "Der Vertrag setzt dafür keine Frist.",
    ),
    (
        "The Treaty sets no period for it; it follows the signature.",
        "Le traité ne fixe pas de délai\u00a0; elle suit la signature.",
        "Der Vertrag setzt dafür keine Frist; sie folgt auf die Unterzeichnung.",
    ),
    (
        "On the twentieth day after the publication, unless the act names another day.",
        "Le vingtième jour suivant la publication, sauf si l'acte fixe un autre jour.",
        "Am zwanzigsten Tag nach der Veröffentlichung, sofern der Rechtsakt keinen anderen Tag "
        "nennt.",
    ),
    (
        "At any time after the adoption; the Protocol sets no last day.",
        "À tout moment après l'adoption\u00a0; le protocole ne fixe pas de dernier jour.",
        "Jederzeit nach der Annahme; das Protokoll setzt keinen letzten Tag.",
    ),
    (
        "On the day after the publication, according to reports of the Council's press release.",
        "Le lendemain de la publication, d'après des comptes rendus du communiqué du Conseil.",
        "Am Tag nach der Veröffentlichung, nach Berichten über die Pressemitteilung des Rates.",
    ),
    (
        "From the entry into force, according to press reports.",
        "Dès l'entrée en vigueur, d'après la presse.",
        "Ab dem Inkrafttreten, nach Presseberichten.",
    ),
    (
        "From the entry into force, according to one press report of June 2026.",
        "Dès l'entrée en vigueur, d'après un article de presse de juin 2026.",
        "Ab dem Inkrafttreten, nach einem Pressebericht vom Juni 2026.",
    ),
    (
        "One year after the entry into force, according to press reports.",
        "Un an après l'entrée en vigueur, d'après la presse.",
        "Ein Jahr nach dem Inkrafttreten, nach Presseberichten.",
    ),
    (
        "Three years after the entry into force, according to reports of the Council's press "
        "release.",
        "Trois ans après l'entrée en vigueur, d'après des comptes rendus du communiqué du Conseil.",
        "Drei Jahre nach dem Inkrafttreten, nach Berichten über die Pressemitteilung des Rates.",
    ),
)
_NOTES = (
    (
        "If that is a holiday of the Court, it is the next working day: the Court's list of "
        "holidays is not on record.",
        "Si c'est un jour férié de la Cour, c'est le jour ouvrable suivant\u00a0: la liste des "
        "jours fériés de la Cour n'est pas enregistrée.",
        "Ist das ein Feiertag des Gerichtshofs, so ist es der nächste Werktag: Die Liste seiner "
        "Feiertage ist nicht verzeichnet.",
    ),
    (
        "The day of the presentation is not on record: counted from the Commission's proposal, "
        "this is the earliest day that it can have been.",
        "Le jour de la présentation n'est pas enregistré\u00a0: compté à partir de la proposition "
        "de la Commission, c'est le premier jour possible.",
        "Der Tag der Vorlage ist nicht verzeichnet: Ab dem Vorschlag der Kommission gerechnet "
        "ist dies der früheste mögliche Tag.",
    ),
)
_ARTICLES = (
    (
        "Article 297(1) TFEU",
        "Article 297, paragraphe 1, du TFUE",
        "Artikel 297 Absatz 1 AEUV",
    ),
    (
        "Article 263, sixth paragraph, TFEU",
        "Article 263, sixième alinéa, du TFUE",
        "Artikel 263 Absatz 6 AEUV",
    ),
    (
        "Articles 58 to 60 of the General Court's Rules of Procedure",
        "articles 58 à 60 du règlement de procédure du Tribunal",
        "Artikel 58 bis 60 der Verfahrensordnung des Gerichts",
    ),
    (
        "Articles 101 and 102 of the Court of First Instance's Rules of Procedure of 1991",
        "articles 101 et 102 du règlement de procédure du Tribunal de première instance de 1991",
        "Artikel 101 und 102 der Verfahrensordnung des Gerichts erster Instanz von 1991",
    ),
    (
        "Article 3(1) of Protocol No 21",
        "Article 3, paragraphe 1, du protocole n\u00ba\u00a021",
        "Artikel 3 Absatz 1 des Protokolls Nr. 21",
    ),
    (
        "Article 4 of Protocol No 21",
        "Article 4 du protocole n\u00ba\u00a021",
        "Artikel 4 des Protokolls Nr. 21",
    ),
    (
        "Article 4(1) of Protocol No 22",
        "Article 4, paragraphe 1, du protocole n\u00ba\u00a022",
        "Artikel 4 Absatz 1 des Protokolls Nr. 22",
    ),
    (
        "Article 5(1) of the EC Treaty's Protocol on Denmark",
        "Article 5, paragraphe 1, du protocole sur le Danemark annexé au traité CE",
        "Artikel 5 Absatz 1 des Protokolls zum EG-Vertrag über Dänemark",
    ),
    (
        "Article 230, fifth paragraph, EC Treaty",
        "Article 230, cinquième alinéa, du traité CE",
        "Artikel 230 Absatz 5 EG-Vertrag",
    ),
    (
        "Final clause, not on record",
        "Disposition finale, non enregistrée",
        "Schlussbestimmung, nicht verzeichnet",
    ),
)
TEXTS = {
    english: {Language.FR: french, Language.DE: german}
    for english, french, german in (*_TITLES, *_COUNTED, *_NOTES, *_ARTICLES)
}
