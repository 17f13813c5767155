"""Pages read for the direction of words: what runs from right to left stands in an element that
finds its direction from it.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

ARABIC = re.compile("[\u0620-\u064a]")
VOID = {"area", "br", "hr", "img", "input", "link", "meta", "source", "wbr", "col"}
# What goes with the text around it.
INLINE = {"a", "b", "em", "i", "mark", "small", "span", "strong", "time", "cite", "del", "ins", "q"}
# No direction is shown of these (`unseen` is heard only), or the browser or SVG draws them.
UNSEEN = {"title", "unseen", "script", "option", "style", "text", "desc", "use", "tspan"}


@dataclass
class Directions(HTMLParser):
    """Gathers in ``wrong`` the elements whose words have no direction of their own."""

    wrong: list[str] = field(default_factory=list)
    words: int = 0
    open: list[tuple[str, bool]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        finds = tag == "bdi" or given.get("dir") == "auto"
        shown = {"value": given.get("type", "text") in {"text", "search"}, "placeholder": True}
        if tag == "input" and not finds:
            held = [name for name, is_shown in shown.items() if is_shown and given.get(name)]
            if any(ARABIC.search(str(given[name])) for name in held):
                self.wrong.append(f"<input name={given.get('name')}>")
        if tag not in VOID:
            unseen = "hidden" in given or given.get("class") == "unseen"
            self.open.append(("unseen" if unseen else tag, finds))
            self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.tags:
            self.open.pop()
            if self.tags.pop() == tag:
                return

    def handle_data(self, data: str) -> None:
        if not ARABIC.search(data) or (self.open and self.open[-1][0] in UNSEEN):
            return
        self.words += 1
        for tag, finds in reversed(self.open):
            if finds:
                return
            if tag not in INLINE:
                break
        inside = "/".join(tag for tag, _ in self.open[-4:])
        self.wrong.append(f"{inside}: {' '.join(data.split())[:80]}")


def without_direction(page: str) -> tuple[list[str], int]:
    """Return what has no direction of its own, and how many texts run from right to left."""
    found = Directions()
    found.feed(page)
    return found.wrong, found.words
