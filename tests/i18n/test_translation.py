"""What the pages that speak English say is there in English, with the same places to fill."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, meta

from dam import errors
from dam.catalogue.description import TOPICS
from dam.errors import Misconfigured
from dam.i18n import translation
from dam.i18n.translation import Sentence, say_in_language
from dam.rights import sizes
from dam.rights.channels import CHANNELS
from dam.rights.origin import ORIGINS

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
PAGES = tuple(
    f"{folder}/{path.name}"
    for folder in ("press", "errors")
    for path in (TEMPLATES / folder).iterdir()
    if path.suffix in {".html", ".xml"}
)
MODULES = (
    *("dam/web/errors.py", "dam/web/forms.py", "dam/web/security.py", "dam/services/rate_limit.py"),
    *(f"dam/web/press/{path.name}" for path in (ROOT / "dam/web/press").glob("*.py")),
    *("dam/database/session.py", "dam/mail/address.py", "dam/mail/render.py"),
    "dam/delivery/press_record.py",
    "dam/i18n/form_reader.py",
    *(f"dam/usage_requests/{name}.py" for name in ("request_form", "decision_form")),
    *(
        f"dam/usage_requests/{name}.py"
        for name in ("extensions", "follow_up", "outcomes", "case_page", "states")
    ),
)
TABLES = (
    ("dam/rights/sizes.py", sizes.LABELS.values()),
    ("dam/rights/channels.py", [channel.words for channel in CHANNELS.values()]),
    ("dam/rights/origin.py", [origin.label for origin in ORIGINS.values()]),
    ("dam/catalogue/description.py", TOPICS),
)
"""Words of tables that the rules hold."""
RAISED = {one.__name__ for one in vars(errors).values() if isinstance(one, type)}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)} | dict.fromkeys({"Sentence", *RAISED})
PLACE = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (translation.FOLDER / "en.po").open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def read_by(pages: tuple[str, ...]) -> set[str]:
    """The templates, and those that they extend, include or import."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True
    )
    found, left = set(), set(pages)
    while left:
        found |= left
        sources = ((TEMPLATES / name).read_text(encoding="utf-8") for name in left)
        named = (meta.find_referenced_templates(environment.parse(source)) for source in sources)
        left = {name for names in named for name in names if name} - found
    return found


def spoken() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Every sentence that the pages may say, and where it stands."""
    for name in sorted(read_by(PAGES)):
        for line, sentence, _, _ in extract_from_file(
            "jinja2.ext:babel_extract", TEMPLATES / name, KEYWORDS, options={"silent": "false"}
        ):
            yield f"{name}:{line}", sentence
    for name in MODULES:
        for line, sentence, _, _ in extract_from_file("python", ROOT / name, KEYWORDS):
            yield f"{name}:{line}", sentence
    for name, words in TABLES:
        yield from ((name, sentence) for sentence in words if re.search(r"[^\W\d]", sentence))


def places(sentence: str) -> set[str]:
    return {one or other for one, other in PLACE.findall(sentence)} - {"num"}


def test_every_sentence_is_there_in_english(catalogue: Catalog) -> None:
    missing = [
        f"{where}: {sentence}"
        for where, sentence in spoken()
        if not _is_said(catalogue.get(sentence))
    ]
    assert not missing, "\n".join(missing)


def _is_said(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    said = message.string if message.pluralizable else (message.string,)
    return all(said)


def test_no_sentence_is_left_that_nobody_says(catalogue: Catalog) -> None:
    said = {sentence for _, sentence in spoken()}
    assert {message.id for message in catalogue if message.id} <= said


def test_each_sentence_has_the_same_places_to_fill(catalogue: Catalog) -> None:
    for message in catalogue:
        swedish = message.id if message.pluralizable else (message.id,)
        english = message.string if message.pluralizable else (message.string,)
        for one in english if message.id else ():
            assert places(one) == places(swedish[0]), one
            # What is left would break the page that fills the sentence by `%`.
            assert "%" not in PLACE.sub("", one).replace("%%", ""), one


def test_a_sentence_is_filled_after_it_is_translated() -> None:
    sentence = Sentence("Skriv högst {most} tecken", most=500)
    assert sentence == "Skriv högst 500 tecken"
    assert say_in_language(sentence, "en") == "Write up to 500 characters"
    assert say_in_language(sentence, "sv") == sentence


def test_what_no_catalogue_knows_is_left_as_it_is() -> None:
    for said in ("Kanariefågel {x} 5 %", ""):
        assert say_in_language(said, "en") == said
    assert say_in_language(Sentence("Kanariefågel {x}", x="{y}"), "en") == "Kanariefågel {y}"


@pytest.mark.parametrize("written", [None, "msgid half a sentence"])
def test_without_its_words_a_language_stops_the_start(
    written: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation, "FOLDER", tmp_path)
    if written:
        (tmp_path / "en.po").write_text(written, encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"en\.po: the words of this language"):
        translation.read_catalogue.__wrapped__("en")
