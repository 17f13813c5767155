"""The form of a version of terms ↔ what the version says; lists hold an item a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from dam.clearance.terms_drafts import TermsDraft, TermsWords
from dam.database.models import TermsVersion
from dam.i18n.form_reader import FormReader, read_field
from dam.i18n.translation import get_text_in
from dam.links.languages import STAFF_NAMES
from dam.rights.lease import DurationStart
from dam.rights.terms import DATA_MINING, TermsClass
from dam.text.read import read_number
from dam.web.staff.conflicts import FormFields

CLASSES = {
    TermsClass.FREE: "Fri: alla laddar ner direkt",
    TermsClass.CONDITIONAL: "Fri med villkor: alla laddar ner, villkoret står över knappen",
    TermsClass.APPROVAL: "Kräver godkännande: den som vill använda bilden frågar först",
}
FROM = {
    DurationStart.UPLOAD: "från att bilden laddas upp",
    DurationStart.TAKEN: "från att bilden är tagen",
    DurationStart.TODAY: "från att bilden får villkoren",
}
LISTS = ("may", "may_not", "credit")
YES, NO = "Ja", "Nej"
CHOICES: Mapping[str, Mapping[str, str]] = {
    "category": {str(code): words for code, words in CLASSES.items()},
    "default_from": {str(code): words for code, words in FROM.items()},
    "data_mining": {str(code): words for code, words in DATA_MINING.items()},
}
SETTINGS = {
    "category": "Klass",
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
    for language, called in STAFF_NAMES.items()
    for name, words in TEXTS.items()
}


def terms_name(version: TermsVersion) -> str:
    return get_text_in(version.texts).name


def fill_terms_form(draft: TermsDraft) -> dict[str, str]:
    """Return the form's values for what a version says."""
    form = {
        "category": draft.category,
        "crop_allowed": "1" if draft.crop_allowed else "",
        "end_required": "1" if draft.end_required else "",
        "default_days": str(draft.default_days or ""),
        "default_from": draft.default_from or "",
        "data_mining": draft.data_mining,
    }
    for language in STAFF_NAMES:
        words = draft.words.get(language, TermsWords())
        form |= {f"{name}-{language}": getattr(words, name).strip() for name in ("name", "line")}
        form |= {f"{name}-{language}": "\n".join(getattr(words, name)) for name in LISTS}
        form[f"body-{language}"] = words.body.strip()
    return form


def echo_terms_form(sent: MultiDict[str, str]) -> dict[str, str]:
    """Return the form's values as they were sent, to show them again, lists without empty lines."""
    texts = {name: FormReader(sent).text(name) for name in fill_terms_form(TermsDraft(category=""))}
    listed = {name for name in texts if name.partition("-")[0] in LISTS}
    return texts | {name: "\n".join(_split_lines(texts[name])) for name in listed}


def read_out(name: str, value: str | list[str]) -> str:
    """Return a value of the form in words."""
    if name in {"crop_allowed", "end_required"}:
        return YES if value else NO
    return CHOICES.get(name, {}).get(str(value), str(value))


def read_terms_form(sent: MultiDict[str, str]) -> TermsDraft:
    """Return what the form says; raises BadInput where the number of days is none."""
    days = read_field(sent, "default_days", read_number, "Skriv antal dagar med siffror.")
    return TermsDraft(
        category=sent.get("category", ""),
        crop_allowed=sent.get("crop_allowed") == "1",
        end_required=sent.get("end_required") == "1",
        default_from=sent.get("default_from") or None,
        default_days=days,
        data_mining=sent.get("data_mining", ""),
        words=dict(_read_terms_words(sent)),
    )


def terms_form_choices() -> dict[str, object]:
    """Return what the form's choices are called."""
    unset = [("", gettext("Inget"))]
    return {
        "classes": _translate_choices(CLASSES),
        "froms": unset + _translate_choices(FROM),
        "minings": _translate_choices(DATA_MINING),
        "languages": _translate_choices(STAFF_NAMES),
    }


def _translate_choices(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(code), gettext(label)) for code, label in labels.items()]


def _read_terms_words(sent: MultiDict[str, str]) -> Iterator[tuple[str, TermsWords]]:
    """Return what is said in each language in which anything is."""
    fields = FormReader(sent)
    for language in STAFF_NAMES:
        texts: dict[str, Any] = {name: fields.text(f"{name}-{language}") for name in TEXTS}
        texts |= {name: _split_lines(texts[name]) for name in LISTS}
        words = TermsWords(**texts)
        if words != TermsWords():
            yield language, words


def _split_lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in text.split("\n"))))


SHEET = FormFields(LABELS, echo_terms_form, read_out)
