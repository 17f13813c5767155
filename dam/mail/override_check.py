"""Whether words that staff have written can be sent in the place of a letter's own.

They are tried on letters: on made-up ones before they are saved and in each release, on the real
one before it is posted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from dam.errors import refuse_wrong_fields
from dam.mail.filling import UNFILLABLE, WRITTEN, Wording, fill_template, values_of
from dam.mail.kinds import ACCOUNT_LINKS
from dam.mail.letters import LetterDraft
from dam.mail.override_syntax import Unreadable, read_words
from dam.mail.render import PATHS
from dam.mail.value_names import IN_SUBJECT
from dam.text import limits

SIZES = {
    "subject": f"Skriv en ämnesrad på högst {limits.LETTER_SUBJECT} tecken.",
    "body": f"Skriv ett mejl på högst {limits.LETTER_WORDS['body']} tecken.",
}
EVERYWHERE = ("press_email", "phone")
"""What every letter's text may say beside what its own values are."""

_BEGINS, _ENDS = "\ue000", "\ue001"
"""Around what stands for a link, while words are tried."""
_GLUED = re.compile(rf"\S{_BEGINS}|{_ENDS}[^\s.,;:!?]")


def check_wording(wording: Wording, samples: Sequence[LetterDraft]) -> None:
    """Raise BadInput, by part, where words cannot be sent in the place of the samples' own."""
    wrong = _first_wrong(
        {part: _wrong_to_save(part, getattr(wording, part), samples) for part in WRITTEN}
    )
    refuse_wrong_fields(wrong)


def find_unfit_parts(wording: Wording, drafts: Sequence[LetterDraft]) -> dict[str, str]:
    """Return by part why words that were saved cannot be sent as these letters."""
    parts = {part: words for part in WRITTEN if (words := getattr(wording, part))}
    return _first_wrong(
        {part: _list_unfit_reasons(part, words, drafts) for part, words in parts.items()}
    )


def _first_wrong(looked_for: Mapping[str, Iterator[str]]) -> dict[str, str]:
    """Each thing is looked for where those before it are right."""
    firsts = {part: next(found, "") for part, found in looked_for.items()}
    return {part: first for part, first in firsts.items() if first}


def _wrong_to_save(part: str, words: str, samples: Sequence[LetterDraft]) -> Iterator[str]:
    if not 0 < len(words) <= limits.LETTER_WORDS[part]:
        yield SIZES[part]
    yield from _list_unfit_reasons(part, words, samples)
    if part == "subject":
        for draft in samples:
            if len(" ".join(_fill_draft(words, draft).split())) > limits.LETTER_SUBJECT:
                yield SIZES[part]


def _list_unfit_reasons(part: str, words: str, drafts: Sequence[LetterDraft]) -> Iterator[str]:
    try:
        read = read_words(words)
    except Unreadable as error:
        yield str(error)
        return
    if part == "subject" and read.includes_at:
        yield f"Rad {read.includes_at}: inget kan hämtas in i ämnesraden."
    for name in read.names:
        yield from _wrong_name(part, name, drafts[0])
    for draft in drafts:
        yield from _wrong_filled(part, words, draft)


def _wrong_name(part: str, name: str, draft: LetterDraft) -> Iterator[str]:
    if name == ACCOUNT_LINKS.get(draft.kind):
        yield f"Ta bort {{{{ {name} }}}}: tjänsten skriver själv länken till kontot, sist i mejlet."
    elif name not in {*draft.context, *EVERYWHERE}:
        yield f"Det finns inget som heter {name} i det här mejlet."
    elif part == "subject" and name not in IN_SUBJECT:
        yield f"{name} kan inte stå i ämnesraden: den ska inte avslöja vad ärendet gäller."


def _wrong_filled(part: str, words: str, draft: LetterDraft) -> Iterator[str]:
    """Return what is wrong with words as they would read in the place of a letter's own."""
    try:
        text = _fill_draft(words, draft)
    except UNFILLABLE as error:
        yield f"Något går inte att fylla i: {error}"
        return
    if part == "subject" and not text.strip():
        yield "Ämnesraden blir tom ibland. Skriv något som alltid står där."
    for name, link in draft.context.items():
        if part == "subject" or name == ACCOUNT_LINKS.get(draft.kind):
            continue
        if _is_needed_link(link) and _stand_in(link) not in text:
            yield f"Mejlet behöver länken {{{{ {name} }}}}."
    if _GLUED.search(text):
        yield "Skriv mellanslag eller ny rad före och efter varje länk, så att den leder rätt."


def _is_needed_link(value: object) -> bool:
    """Whether it is a link that whoever gets the letter cannot do without."""
    return isinstance(value, Mapping) and value.get("link") in {*PATHS, "desk"}


def _fill_draft(words: str, draft: LetterDraft) -> str:
    values = values_of(draft.context, _stand_in, press_email="e-post", phone="telefon")
    return fill_template(draft.kind, words, values)


def _stand_in(link: Mapping[str, object]) -> str:
    """Return what stands for the address of a link: whether it is said is all that matters."""
    return f"{_BEGINS}{dict(link)}{_ENDS}"
