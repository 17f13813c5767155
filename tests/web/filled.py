"""What a browser without script would send: the controls of a page's form as they stand."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Values = dict[str, list[str]]


@dataclass
class _Controls(HTMLParser):
    action: str
    values: Values = field(default_factory=dict)
    inside: bool = False
    name: str = ""
    select: str = ""
    options: list[tuple[str | None, bool]] = field(default_factory=list)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self.inside = said.get("action") == self.action
        if not self.inside:
            return
        name, value = said.get("name") or "", said.get("value") or ""
        if tag == "input" and (said.get("type") not in {"checkbox", "radio"} or "checked" in said):
            self.keep(name, value)
        elif tag == "textarea":
            self.name, self.words = name, ""
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option":
            self.options.append((said.get("value"), "selected" in said))
            self.words = ""

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.name:
            self.keep(self.name, self.words.removeprefix("\n"))  # as browsers read it
            self.name = ""
        elif tag == "option" and self.options:
            value, chosen = self.options.pop()
            self.options.append((self.words.strip() if value is None else value, chosen))
        elif tag == "select" and self.select:
            chosen = [value for value, chosen in self.options if chosen]
            self.keep(self.select, (chosen or [self.options[0][0]])[0] or "")
            self.select = ""
        elif tag == "form":
            self.inside = False

    def keep(self, name: str, value: str) -> None:
        if name:
            self.values.setdefault(name, []).append(value)


def filled(page: str, action: str) -> Values:
    """Return what the form with this action would send: name → values."""
    found = _Controls(action)
    found.feed(page)
    return found.values
