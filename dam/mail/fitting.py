"""Whether words that staff have written can be sent in the place of a letter's own.

They are tried on letters: on made-up ones before they are saved and in each release, on the real
one before it is posted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from jinja2 import TemplateSyntaxError, meta, nodes

from dam.errors import BadInput
from dam.mail.filling import (
    FILTERS,
    FOLDER,
    OWN_WORDS,
    UNFILLABLE,
    WRITTEN,
    Wording,
    fill,
    values_of,
)
from dam.mail.letters import Draft
from dam.mail.render import PATHS

LONGEST = {"subject": 600, "body": 10_000}
LONGEST_SUBJECT = 150
"""Of one that is filled in."""
SIZES = {
    "subject": f"Skriv en ämnesrad på högst {LONGEST_SUBJECT} tecken.",
    "body": f"Skriv ett mejl på högst {LONGEST['body']} tecken.",
}
EVERYWHERE = ("press_email", "phone")
"""What every letter's text may say beside what its own values are."""
IN_SUBJECT = (
    *("number", "cases", "count", "images", "deadline"),
    *("made", "late", "undelivered", "in_review", "refused"),
)
"""What a subject may say: which case and when, and nothing of what it is about. Subjects are read
on locked screens.
"""

FILTERS_ALLOWED = {*FILTERS, "join", "length", "default"}
ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Filter),
    *(nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.Test, nodes.Not),
    *(nodes.And, nodes.Or, nodes.Concat, nodes.Getitem, nodes.Dict, nodes.Pair, nodes.Include),
)
"""What words may be made of: values, choices and plain lists, so that they always end."""
PARTS = "_parts/"


def check(wording: Wording, samples: Sequence[Draft]) -> None:
    """Raise BadInput, by part, where words cannot be sent in the place of the samples' own."""
    wrong = _first_wrong(
        {part: _wrong_to_save(part, getattr(wording, part), samples) for part in WRITTEN}
    )
    if wrong:
        raise BadInput("Något behöver rättas.", fields=wrong)


def unfit(wording: Wording, drafts: Sequence[Draft]) -> dict[str, str]:
    """Return by part why words that were saved cannot be sent as these letters."""
    parts = {part: words for part in WRITTEN if (words := getattr(wording, part))}
    return _first_wrong({part: _wrong(part, words, drafts) for part, words in parts.items()})


def _first_wrong(looked_for: Mapping[str, Iterator[str]]) -> dict[str, str]:
    """Each thing is looked for where those before it are right."""
    firsts = {part: next(found, "") for part, found in looked_for.items()}
    return {part: first for part, first in firsts.items() if first}


def _wrong_to_save(part: str, words: str, samples: Sequence[Draft]) -> Iterator[str]:
    if not 0 < len(words) <= LONGEST[part]:
        yield SIZES[part]
    yield from _wrong(part, words, samples)
    if part == "subject":
        for draft in samples:
            if len(" ".join(_filled(words, draft).split())) > LONGEST_SUBJECT:
                yield SIZES[part]


def _wrong(part: str, words: str, drafts: Sequence[Draft]) -> Iterator[str]:
    wrong, names = _made_of(part, words)
    yield from wrong
    for name in names:
        yield from _wrong_name(part, name, drafts[0])
    for draft in drafts:
        yield from _wrong_filled(part, words, draft)


@lru_cache(maxsize=256)
def _made_of(part: str, words: str) -> tuple[Sequence[str], Sequence[str]]:
    """Return what is wrong with words whatever their letter says, and the names that they hold."""
    try:
        tree = OWN_WORDS.parse(words)
    except TemplateSyntaxError as error:
        line = f"Rad {error.lineno} går inte att läsa. Kontrollera klamrarna runt namnen."
        return [line], []
    wrong = [*_wrong_nodes(part, tree)]
    # To find the names jinja2 works out what is constant, however large it becomes.
    return wrong, [] if wrong else sorted(meta.find_undeclared_variables(tree))


def _wrong_nodes(part: str, tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all(nodes.Node):
        line = f"Rad {node.lineno}: "
        if isinstance(node, nodes.Filter) and node.name not in FILTERS_ALLOWED:
            yield f"{line}{node.name} går inte att använda i ett mejl."
        elif isinstance(node, nodes.For) and next(node.find_all(nodes.For), None) is not None:
            yield f"{line}en lista kan inte stå inuti en annan."
        elif isinstance(node, nodes.Include) and part == "subject":
            yield f"{line}inget kan hämtas in i ämnesraden."
        elif isinstance(node, nodes.Include) and not _is_part(node.template):
            yield f"{line}bara filer i {PARTS} kan hämtas in."
        elif not isinstance(node, ALLOWED):
            yield f"{line}det där går inte att använda i ett mejl. Skriv bara text och namn."


def _is_part(named: nodes.Expr) -> bool:
    known = {f"{PARTS}{path.name}" for path in (FOLDER / PARTS).iterdir()}
    return isinstance(named, nodes.Const) and named.value in known


def _wrong_name(part: str, name: str, draft: Draft) -> Iterator[str]:
    if name not in {*draft.context, *EVERYWHERE}:
        yield f"Det finns inget som heter {name} i det här mejlet."
    elif part == "subject" and name not in IN_SUBJECT:
        yield f"{name} kan inte stå i ämnesraden: den ska inte avslöja vad ärendet gäller."


def _wrong_filled(part: str, words: str, draft: Draft) -> Iterator[str]:
    """Return what is wrong with words as they would read in the place of a letter's own."""
    try:
        text = _filled(words, draft)
    except UNFILLABLE as error:
        yield f"Något går inte att fylla i: {error}"
        return
    if part == "subject" and not text.strip():
        yield "Ämnesraden blir tom ibland. Skriv något som alltid står där."
    for name, link in draft.context.items():
        if part == "body" and _is_needed(link) and _stand_in(link) not in text:
            yield f"Mejlet behöver länken {{{{ {name} }}}}."


def _is_needed(value: object) -> bool:
    """Whether it is a link that whoever gets the letter cannot do without."""
    return isinstance(value, Mapping) and value.get("link") in {*PATHS, "desk"}


def _filled(words: str, draft: Draft) -> str:
    values = values_of(draft.context, _stand_in, press_email="e-post", phone="telefon")
    return fill(words, values)


def _stand_in(link: Mapping[str, object]) -> str:
    """Return what stands for the address of a link: whether it is said is all that matters."""
    return f"<{dict(link)}>"
