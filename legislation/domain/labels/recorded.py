"""Words that recur in the record, in French and German by their English.

They are vocabulary, not prose: short names of files and acts, bodies, parts that people have, what
figures count, sources. Words that the record changes stand in English until they are translated
anew; titles, notes and quotations stay in their own language anyway.
"""

from __future__ import annotations

from legislation.domain.words import Kind, Language

_FILES = {
    "Return Directive": ("Directive retour", "Rückführungsrichtlinie"),
    "Return Directive recast": (
        "Refonte de la directive retour",
        "Neufassung der Rückführungsrichtlinie",
    ),
    "Return Regulation": ("Règlement retour", "Rückführungsverordnung"),
    "directive": ("directive", "Richtlinie"),
    "directive (recast proposal)": (
        "directive (proposition de refonte)",
        "Richtlinie (Vorschlag einer Neufassung)",
    ),
    "regulation": ("règlement", "Verordnung"),
}

_STEPS = {
    "Signature of the regulation": ("Signature du règlement", "Unterzeichnung der Verordnung"),
    "Publication in the Official Journal": (
        "Publication au Journal officiel",
        "Veröffentlichung im Amtsblatt",
    ),
    "Entry into force of the regulation": (
        "Entrée en vigueur du règlement",
        "Inkrafttreten der Verordnung",
    ),
    "Application of the regulation": (
        "Mise en application du règlement",
        "Geltungsbeginn der Verordnung",
    ),
    "Repeal of Directive 2008/115/EC": (
        "Abrogation de la directive 2008/115/CE",
        "Aufhebung der Richtlinie 2008/115/EG",
    ),
    "Review of voluntary mutual recognition": (
        "Réexamen de la reconnaissance mutuelle facultative",
        "Überprüfung der freiwilligen gegenseitigen Anerkennung",
    ),
}

_BODIES = {
    "Council": ("Conseil", "Rat"),
    "Council / Austrian presidency": (
        "Conseil / présidence autrichienne",
        "Rat / österreichischer Vorsitz",
    ),
    "Council / Coreper": ("Conseil / Coreper", "Rat / AStV"),
    "Council / IMEX working party": ("Conseil / groupe IMEX", "Rat / Gruppe IMEX"),
    "Council / JHA": ("Conseil JAI", "Rat (Justiz und Inneres)"),
    "Council / JHA margins": (
        "En marge du Conseil JAI",
        "Am Rande des Rates (Justiz und Inneres)",
    ),
    "Council / Polish presidency": (
        "Conseil / présidence polonaise",
        "Rat / polnischer Vorsitz",
    ),
    "Council / experts": ("Conseil / experts", "Rat / Sachverständige"),
    "Council / informal JHA, Nicosia": (
        "Conseil / réunion informelle JAI, Nicosie",
        "Rat / informelles JI-Treffen, Nikosia",
    ),
    "Court of Justice of the EU": ("Cour de justice de l'UE", "Gerichtshof der EU"),
    "Czech Senate": ("Sénat tchèque", "Tschechischer Senat"),
    "EESC / SOC section": ("CESE / section SOC", "EWSA / Fachgruppe SOC"),
    "EU": ("UE", "EU"),
    "EU heads of state or government": (
        "Chefs d'État ou de gouvernement de l'UE",
        "Staats- und Regierungschefs der EU",
    ),
    "European Commission": ("Commission européenne", "Europäische Kommission"),
    "European Commission President": (
        "Présidente de la Commission européenne",
        "Präsidentin der Europäischen Kommission",
    ),
    "European Council": ("Conseil européen", "Europäischer Rat"),
    "European Economic and Social Committee": (
        "Comité économique et social européen",
        "Europäischer Wirtschafts- und Sozialausschuss",
    ),
    "European Parliament": ("Parlement européen", "Europäisches Parlament"),
    "European Parliament / LIBE": (
        "Parlement européen / commission LIBE",
        "Europäisches Parlament / LIBE-Ausschuss",
    ),
    "European Parliament / plenary": (
        "Parlement européen / plénière",
        "Europäisches Parlament / Plenum",
    ),
    "European Parliament and Council": (
        "Parlement européen et Conseil",
        "Europäisches Parlament und Rat",
    ),
    "French Senate": ("Sénat français", "Französischer Senat"),
    "Group of states led by Austria and the Netherlands": (
        "Groupe d'États mené par l'Autriche et les Pays-Bas",
        "Staatengruppe unter Führung Österreichs und der Niederlande",
    ),
    "Hellenic Parliament": ("Parlement hellénique", "Griechisches Parlament"),
    "Ireland / Dáil": ("Irlande / Dáil", "Irland / Dáil"),
    "JHA Council": ("Conseil JAI", "Rat (Justiz und Inneres)"),
    "Member States": ("États membres", "Mitgliedstaaten"),
    "Publications Office": ("Office des publications", "Amt für Veröffentlichungen"),
    "Spanish Cortes": ("Cortes espagnoles", "Spanische Cortes"),
    "Commission members and High Representative": (
        "membres de la Commission et haute représentante",
        "Kommissionsmitglieder und Hohe Vertreterin",
    ),
    "approved": ("approuvé", "gebilligt"),
    "approved_by_qualified_majority": (
        "approuvé à la majorité qualifiée",
        "mit qualifizierter Mehrheit gebilligt",
    ),
}

_PARTS = {
    "Commissioner (internal affairs and migration)": (
        "membre de la Commission (affaires intérieures et migration)",
        "Kommissionsmitglied (Inneres und Migration)",
    ),
    "Council presidency": ("présidence du Conseil", "Ratsvorsitz"),
    "Council presidency at agreement": (
        "présidence du Conseil lors de l'accord",
        "Ratsvorsitz bei der Einigung",
    ),
    "Council presidency at partial general approach": (
        "présidence du Conseil lors de l'orientation générale partielle",
        "Ratsvorsitz bei der partiellen allgemeinen Ausrichtung",
    ),
    "EESC co-rapporteur": ("corapporteur du CESE", "Mitberichterstatter des EWSA"),
    "EESC rapporteur": ("rapporteur du CESE", "Berichterstatter des EWSA"),
    "opinion rapporteur (AFET)": (
        "rapporteur pour avis (AFET)",
        "Verfasser der Stellungnahme (AFET)",
    ),
    "opinion rapporteur (DEVE)": (
        "rapporteure pour avis (DEVE)",
        "Verfasserin der Stellungnahme (DEVE)",
    ),
    "rapporteur (LIBE)": ("rapporteur (LIBE)", "Berichterstatter (LIBE)"),
    "rapporteur (LIBE, 8th legislature)": (
        "rapporteure (LIBE, 8e législature)",
        "Berichterstatterin (LIBE, 8. Wahlperiode)",
    ),
    "rapporteur (LIBE, 9th legislature)": (
        "rapporteure (LIBE, 9e législature)",
        "Berichterstatterin (LIBE, 9. Wahlperiode)",
    ),
    "shadow rapporteur": ("rapporteur(e) fictif/fictive", "Schattenberichterstatter(in)"),
    "shadow rapporteur / EPP negotiator": (
        "rapporteur fictif / négociateur du PPE",
        "Schattenberichterstatter / Verhandlungsführer der EVP",
    ),
    "Slovenian presidency (Dragutin Mate, interior minister)": (
        "Présidence slovène (Dragutin Mate, ministre de l'intérieur)",
        "Slowenischer Vorsitz (Dragutin Mate, Innenminister)",
    ),
    "Romanian presidency (Carmen Daniela Dan, interior minister)": (
        "Présidence roumaine (Carmen Daniela Dan, ministre de l'intérieur)",
        "Rumänischer Vorsitz (Carmen Daniela Dan, Innenministerin)",
    ),
    "Polish presidency": ("Présidence polonaise", "Polnischer Vorsitz"),
    "Danish presidency (Rasmus Stoklund, immigration minister)": (
        "Présidence danoise (Rasmus Stoklund, ministre de l'immigration)",
        "Dänischer Vorsitz (Rasmus Stoklund, Einwanderungsminister)",
    ),
    "Cypriot presidency (Nicholas Ioannides, deputy minister for migration)": (
        "Présidence chypriote (Nicholas Ioannides, ministre délégué à la migration)",
        "Zyprischer Vorsitz (Nicholas Ioannides, Vizeminister für Migration)",
    ),
    "Irish presidency (Jim O'Callaghan, justice minister)": (
        "Présidence irlandaise (Jim O'Callaghan, ministre de la justice)",
        "Irischer Vorsitz (Jim O'Callaghan, Justizminister)",
    ),
    "Cyprus": ("Chypre", "Zypern"),
    "Denmark": ("Danemark", "Dänemark"),
    "Ireland": ("Irlande", "Irland"),
    "Poland": ("Pologne", "Polen"),
    "Romania": ("Roumanie", "Rumänien"),
    "Slovenia": ("Slovénie", "Slowenien"),
    "ECR": ("ECR", "EKR"),
    "ECR, Sweden": ("ECR, Suède", "EKR, Schweden"),
    "EESC Group II (Workers)": ("CESE, groupe II (travailleurs)", "EWSA, Gruppe II (Arbeitnehmer)"),
    "EESC Group III": ("CESE, groupe III", "EWSA, Gruppe III"),
    "EPP": ("PPE", "EVP"),
    "EPP, France": ("PPE, France", "EVP, Frankreich"),
    "EPP-ED, Germany": ("PPE-DE, Allemagne", "EVP-ED, Deutschland"),
    "ESN, Germany": ("ENS, Allemagne", "ESN, Deutschland"),
    "Greens/EFA, Netherlands": ("Verts/ALE, Pays-Bas", "Grüne/EFA, Niederlande"),
    "GUE/NGL": ("GUE/NGL", "GUE/NGL"),
    "ID": ("ID", "ID"),
    "PES": ("PSE", "SPE"),
    "Renew": ("Renew", "Renew"),
    "Renew, Netherlands": ("Renew, Pays-Bas", "Renew, Niederlande"),
    "S&D": ("S&D", "S&D"),
}

_FIGURES = {
    "found illegally present": ("personnes en séjour irrégulier", "illegal aufhältige Personen"),
    "irregular border crossings": (
        "franchissements irréguliers des frontières",
        "irreguläre Grenzübertritte",
    ),
    "return rate": ("taux de retour", "Rückkehrquote"),
    "return rate quoted by the Commission": (
        "taux de retour cité par la Commission",
        "von der Kommission genannte Rückkehrquote",
    ),
    "return rate, all destinations": (
        "taux de retour, toutes destinations",
        "Rückkehrquote, alle Zielstaaten",
    ),
    "return rate, third countries": (
        "taux de retour, pays tiers",
        "Rückkehrquote, Drittstaaten",
    ),
    "returned": ("personnes retournées", "zurückgekehrte Personen"),
    "returned outside the EU": (
        "personnes retournées hors de l'UE",
        "aus der EU zurückgekehrte Personen",
    ),
    "returned to another country (includes other EU states)": (
        "personnes retournées dans un autre pays (y compris d'autres États de l'UE)",
        "in ein anderes Land zurückgekehrte Personen (auch andere EU-Staaten)",
    ),
    "returned to third countries": (
        "personnes retournées dans des pays tiers",
        "in Drittstaaten zurückgekehrte Personen",
    ),
    "returns supported by Frontex": (
        "retours soutenus par Frontex",
        "von Frontex unterstützte Rückführungen",
    ),
    "third-country nationals ordered to leave": (
        "ressortissants de pays tiers ayant reçu l'ordre de quitter le territoire",
        "zur Ausreise aufgeforderte Drittstaatsangehörige",
    ),
    "voluntary share of Frontex-supported returns": (
        "part volontaire des retours soutenus par Frontex",
        "freiwilliger Anteil der von Frontex unterstützten Rückführungen",
    ),
    "persons": ("personnes", "Personen"),
    "persons (about)": ("personnes (environ)", "Personen (ungefähr)"),
    "persons (first release, later revised upwards)": (
        "personnes (première publication, révisée à la hausse depuis)",
        "Personen (erste Veröffentlichung, später nach oben berichtigt)",
    ),
    "persons (more than)": ("personnes (plus de)", "Personen (mehr als)"),
    "persons (rounded)": ("personnes (arrondi)", "Personen (gerundet)"),
    "percent": ("pour cent", "Prozent"),
    "percent (about)": ("pour cent (environ)", "Prozent (ungefähr)"),
    "percent lower than in 2023 (more than)": (
        "pour cent de moins qu'en 2023 (plus de)",
        "Prozent weniger als 2023 (mehr als)",
    ),
    "EU-27": ("UE-27", "EU-27"),
    "EU-28": ("UE-28", "EU-28"),
    "EU and Schengen": ("UE et Schengen", "EU und Schengen"),
    "2024 (to October)": ("2024 (jusqu'en octobre)", "2024 (bis Oktober)"),
    "2025-03 (statement)": ("mars 2025 (déclaration)", "März 2025 (Äußerung)"),
    "Agence Europe": ("Agence Europe", "Agence Europe"),
    "Commission": ("Commission", "Kommission"),
    "Commission data as quoted in a parliamentary question of 11 June 2026": (
        "Données de la Commission citées dans une question parlementaire du 11 juin 2026",
        "Daten der Kommission, zitiert in einer parlamentarischen Anfrage vom 11. Juni 2026",
    ),
    "Eurostat": ("Eurostat", "Eurostat"),
    "Eurostat via Commission": (
        "Eurostat, d'après la Commission",
        "Eurostat, nach der Kommission",
    ),
    "Eurostat via press": ("Eurostat, d'après la presse", "Eurostat, nach der Presse"),
    "Frontex": ("Frontex", "Frontex"),
    "Frontex via press": ("Frontex, d'après la presse", "Frontex, nach der Presse"),
}

_SOURCES = {
    "CELLAR, procedure file": ("CELLAR, dossier de procédure", "CELLAR, Verfahrensakte"),
    "CELLAR, events of the procedure": (
        "CELLAR, étapes de la procédure",
        "CELLAR, Verfahrensschritte",
    ),
    "EUR-Lex, procedure page": ("EUR-Lex, page de procédure", "EUR-Lex, Verfahrensseite"),
    "Parliament, open data": ("Parlement, données ouvertes", "Parlament, offene Daten"),
    "Parliament, Legislative Observatory": (
        "Parlement, observatoire législatif",
        "Parlament, Legislative Beobachtungsstelle",
    ),
    "Council, press releases (RSS)": (
        "Conseil, communiqués de presse (RSS)",
        "Rat, Pressemitteilungen (RSS)",
    ),
    "Council, press releases": ("Conseil, communiqués de presse", "Rat, Pressemitteilungen"),
}

_WORDS = _FILES | _STEPS | _BODIES | _PARTS | _FIGURES | _SOURCES

TABLES: dict[Language, dict[str, str]] = {
    Language.EN: {},
    Language.FR: {english: french for english, (french, _) in _WORDS.items()},
    Language.DE: {english: german for english, (_, german) in _WORDS.items()},
}
#: A title that says no more than the kind of its step.
KINDS: dict[str, Kind] = {kind.label: kind for kind in Kind}
