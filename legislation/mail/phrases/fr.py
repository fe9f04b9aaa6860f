"""French, in the terms that the institutions use."""

from __future__ import annotations

PHRASES = {
    "and": "et",
    "colon": " :",
    "semicolon": " ;",
    "quote": "« {words} »",
    "about": "{says} \u2013 {topic}",
    "headline": "{says} \u2013 {topic}",
    "name": "Return Directive Tracker",
    "read": "À lire sur le site",
    "proof": "Preuve",
    "copy": "Copie conservée",
    "coming": "Et ensuite",
    "because": "Vous recevez ce courriel car vous suivez : {reasons}.",
    "because_told": "Vous recevez ce courriel car nous vous avions annoncé la version précédente.",
    "stop": "Arrêter tous les courriels",
    "change": "Modifier ce que vous suivez",
    "own_words": (
        "Les titres, résumés et citations sont dans la langue de leur source ou en anglais."
    ),
    "everything": "tout",
    "chosen": "ce que vous avez choisi",
    "article": "article {number}",
    "search": "les mots « {words} »",
    "a_search": "une recherche de votre part",
    "kind.press_release": "communiqués de presse",
    "kind.position": "positions des États",
    "kind.outlook": "ce que donnerait un vote",
    "confirm_subject": "Veuillez confirmer : suivi des règles de l'UE en matière de retour",
    "confirm_title": "Veuillez confirmer",
    "confirm_asked": (
        "Quelqu'un, sans doute vous-même, nous a demandé de signaler à cette adresse ce qui "
        "change dans la réforme des règles de l'UE en matière de retour. Choix : {follows}."
    ),
    "confirm_button": "Confirmer sur le site",
    "confirm_link": "Le lien ouvre une page avec un bouton ; il est valable sept jours :",
    "confirm_foot": (
        "Si vous n'avez rien demandé, ne faites rien : vous n'entendrez plus parler de nous."
    ),
    "link_subject": "Votre lien vers ce que vous suivez",
    "link_title": "Votre lien",
    "link_intro": "Ici, vous pouvez modifier ce que vous suivez ou tout arrêter :",
    "link_works": "Le lien est valable une demi-heure.",
    "link_foot": "Si vous n'avez rien demandé, ne faites rien.",
    "day": "Date",
    "step": "Étape",
    "stage": "Stade",
    "vote": "Vote",
    "votes": "{cast_for} pour, {against} contre",
    "abstentions_one": "{number} abstention",
    "abstentions": "{number} abstentions",
    "from": "Origine",
    "reported": "rapporté : {title}",
    "reported_title": "Rapporté : {title}",
    "told_press": (
        "{institution}. C'est ce qui a été dit à la presse, non une étape enregistrée de la "
        "procédure."
    ),
    "acted": "Qui a agi",
    "stance": "Position",
    "state": "État",
    "topic": "Sujet",
    "source": "Source",
    "signed": "Avec d'autres signataires",
    "signed_with_others": "{source}, avec d'autres signataires",
    "said_by": "Dit par",
    "not_on_record": "non enregistré",
    "first_stance": "{stance} ; rien n'était enregistré auparavant sur le texte même",
    "reading": "Comment lire une position sur ce sujet",
    "was": "avant : {stance}",
    "says.support": "{state} : soutien",
    "says.support_with_reservations": "{state} : soutien avec réserves",
    "says.neutral": "{state} : neutre",
    "says.oppose": "{state} : opposition",
    "now.support": "{state} : désormais soutien",
    "now.support_with_reservations": "{state} : désormais soutien avec réserves",
    "now.neutral": "{state} : désormais neutre",
    "now.oppose": "{state} : désormais opposition",
    "stands.majority": "une majorité est enregistrée",
    "stands.blocked": "une minorité de blocage est enregistrée",
    "stands.open": "ni majorité ni minorité de blocage n'est enregistrée",
    "lost.majority": "une majorité n'est plus enregistrée",
    "lost.blocked": "une minorité de blocage n'est plus enregistrée",
    "before": "Avant",
    "moved_by": "Déclencheur",
    "takes_part": "participation au vote, {state} : {part}",
    "taken_back": "une déclaration ({state}, {day}) a été retirée",
    "moved_position": "{says} ({day})",
    "needed": "Il faut",
    "needs": (
        "{majority} États sur {participants} réunissant au moins 65 % de la population. Pour "
        "bloquer : {block}."
    ),
    "block_people": "{fewest} États réunissant plus de 35 %, ou {any} États quelconques",
    "block_any": "{any} États quelconques",
    "people": "Les États favorables réunissent {in_favour} % de la population.",
    "people_open": (
        "Les États favorables réunissent {in_favour} % de la population ; avec tous les indécis, "
        "{with_undecided} %."
    ),
    "too_close": "Les parts publiées sont arrondies : c'est trop serré pour conclure.",
    "in_favour": "Pour, certains peut-être avec réserves ({number})",
    "against": "Contre ({number})",
    "undecided": "Neutres ou sans position enregistrée ({number})",
    "none": "aucun",
    "no_vote": (
        "Ce n'est pas un vote du Conseil. Les États sont comptés comme ils le seraient lors d'un "
        "vote au Conseil, d'après leurs positions enregistrées sur ce sujet."
    ),
    "where": "Où en est chaque État",
    "today": "aujourd'hui : {title}",
    "tomorrow": "demain : {title}",
    "in_days": "dans {days} jours : {title}",
    "planned": "C'est ce qui est prévu, selon la source ; la date peut encore changer.",
    "correction": "Rectification : {title}",
    "withdrawn": "Information retirée : {title}",
    "again": "Information de nouveau valable : {title}",
    "corrects": (
        "Nous vous avions annoncé autre chose {when}. Ce que nous avions annoncé, et ce qui vaut "
        "maintenant :"
    ),
    "withdraws": (
        "Nous vous l'avions annoncé {when} ; nous retirons cette information. Ce que nous avions "
        "annoncé ne vaut plus."
    ),
    "restores": (
        "Nous vous avions annoncé {when} que cette information était retirée ; elle vaut de "
        "nouveau."
    ),
    "told_on": "le {day}",
    "told_earlier": "auparavant",
    "why": "Pourquoi",
    "we_had": "annoncé avant : {what}",
    "arrow": "{before} → {after}",
    "not_told": "non enregistré",
    "digest": "{file} : {number} nouvelles ({day})",
    "digest_files": "{file} et autres : {number} nouvelles ({day})",
    "digest_title.daily": "Votre courriel quotidien",
    "digest_title.weekly": "Votre courriel hebdomadaire",
    "digest_title.instant": "Ce qui s'est passé d'autre",
    "digest_folded": (
        "Il s'est passé tant de choses que le reste est réuni ici, et non en un courriel chacune."
    ),
    "days": "du {first} au {last}",
    "contents": "Dans ce courriel",
    "why_short": "Vous suivez : {reasons}.",
    "why_told": "Nous vous avions annoncé la version précédente.",
    "probe": "Sonde du chemin des courriels",
    "probe_text": (
        "Envoyée chaque heure à une boîte du site : si elle manque, les courriels sont en retard."
    ),
}
