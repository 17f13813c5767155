"""The form of a version of terms ↔ what the version says; lists hold an item a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from dam.clearance.terms_drafts import LANGUAGES, Draft, Words
from dam.database.models import TermsVersion
from dam.delivery.press_record import terms_words
from dam.rights.lease import From
from dam.rights.terms import DATA_MINING, TermsClass
from dam.text.read import read_number
from dam.web.form_fields import read_field
from dam.web.staff.conflicts import Sheet

CLASSES = {
    TermsClass.FREE: "Fri: alla laddar ner direkt",
    TermsClass.CONDITIONAL: "Fri med villkor: alla laddar ner, villkoret står över knappen",
    TermsClass.APPROVAL: "Kräver godkännande: den som vill använda bilden frågar först",
}
FROM = {
    From.UPLOAD: "från att bilden laddas upp",
    From.TAKEN: "från att bilden är tagen",
    From.TODAY: "från att bilden får villkoren",
}
LISTS = ("may", "may_not", "credit")
YES, NO = "Ja", "Nej"
CHOICES: Mapping[str, Mapping[str, str]] = {
    "klass": {str(code): words for code, words in CLASSES.items()},
    "default_from": {str(code): words for code, words in FROM.items()},
    "data_mining": {str(code): words for code, words in DATA_MINING.items()},
}
SETTINGS = {
    "klass": "Klass",
    "crop_allowed": "Bilden får beskäras",
    "end_required": "Bilden måste ha ett slutdatum",
    "default_days": "Får användas, dagar",
    "default_from": "Räknat",
    "data_mining": "AI och datautvinning",
}
TEXTS = {
    "name": "Namn",
    "line": "En rad",
    "may": "Du får",
    "may_not": "Du får inte",
    "credit": "Byline",
    "body": "Hela texten",
}
LABELS = SETTINGS | {
    f"{name}-{language}": f"{called}: {words}"
    for language, called in LANGUAGES.items()
    for name, words in TEXTS.items()
}


def name_of(version: TermsVersion) -> str:
    return terms_words(version, "sv").name


def fill(said: Draft) -> dict[str, str]:
    """Return the form's values for what a version says."""
    form = {
        "klass": said.klass,
        "crop_allowed": "1" if said.crop_allowed else "",
        "end_required": "1" if said.end_required else "",
        "default_days": str(said.default_days or ""),
        "default_from": said.default_from or "",
        "data_mining": said.data_mining,
    }
    for language in LANGUAGES:
        words = said.words.get(language, Words())
        form |= {f"{name}-{language}": getattr(words, name).strip() for name in ("name", "line")}
        form |= {f"{name}-{language}": "\n".join(getattr(words, name)) for name in LISTS}
        form[f"body-{language}"] = words.body.strip()
    return form


def typed(sent: MultiDict[str, str]) -> dict[str, str]:
    """Return the form's values as they were sent, to show them again, lists without empty lines."""
    values = {name: sent.get(name, "") for name in fill(Draft(klass=""))}
    texts = {name: text.replace("\r\n", "\n").strip() for name, text in values.items()}
    listed = {name for name in texts if name.partition("-")[0] in LISTS}
    return {
        name: "\n".join(_items(text)) if name in listed else text for name, text in texts.items()
    }


def read_out(name: str, value: str | list[str]) -> str:
    """Return a value of the form in words."""
    if name in {"crop_allowed", "end_required"}:
        return YES if value else NO
    return CHOICES.get(name, {}).get(str(value), str(value))


def read(sent: MultiDict[str, str]) -> Draft:
    """Return what the form says; raises BadInput where the number of days is none."""
    days = read_field(sent, "default_days", read_number, "Skriv antal dagar med siffror.")
    return Draft(
        klass=sent.get("klass", ""),
        crop_allowed=sent.get("crop_allowed") == "1",
        end_required=sent.get("end_required") == "1",
        default_from=sent.get("default_from") or None,
        default_days=days,
        data_mining=sent.get("data_mining", ""),
        words=dict(_words(sent)),
    )


def choices() -> dict[str, object]:
    """Return what the form's choices are called."""
    unset = [("", gettext("Inget"))]
    return {
        "classes": _named(CLASSES),
        "froms": unset + _named(FROM),
        "minings": _named(DATA_MINING),
        "languages": _named(LANGUAGES),
    }


def _named(words: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(code), gettext(said)) for code, said in words.items()]


def _words(sent: MultiDict[str, str]) -> Iterator[tuple[str, Words]]:
    """Return what is said in each language in which anything is."""
    for language in LANGUAGES:

        def text(name: str, language: str = language) -> str:
            return sent.get(f"{name}-{language}", "").replace("\r\n", "\n").strip()

        words = Words(
            name=text("name"),
            line=text("line"),
            may=_items(text("may")),
            may_not=_items(text("may_not")),
            credit=_items(text("credit")),
            body=text("body"),
        )
        if words != Words():
            yield language, words


def _items(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in text.split("\n"))))


SHEET = Sheet(LABELS, typed, read_out)
