"""A page as it is read aloud: each text and named thing with the language that it is said in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

ATTRIBUTES = {"alt", "aria-label", "title", "placeholder"}
EMPTY = {"meta", "link", "img", "input", "br", "source", "path", "circle"}


@dataclass
class Heard(HTMLParser):
    """What a page says, as (language, words); what somebody has typed into it is left out."""

    words: list[tuple[str, str]] = field(default_factory=list)
    languages: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        spoken = said.get("lang") or (self.languages[-1][1] if self.languages else "")
        self.words += [(spoken, said[one]) for one in ATTRIBUTES & said.keys() if said[one]]
        if tag not in EMPTY:
            self.languages.append((tag, spoken))

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        while self.languages and self.languages.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self.languages[-1][0] not in {"script", "textarea"}:
            self.words.append((self.languages[-1][1], " ".join(data.split())))


def heard(page: str, language: str) -> list[str]:
    """What the page says in a language."""
    found = Heard()
    found.feed(page)
    return [words for spoken, words in found.words if spoken == language]
