"""LIX, how hard a Swedish text is to read: up to 25 is very easy, over 40 hard (Björnsson 1968)."""

import re
from html.parser import HTMLParser

EASIEST = 25
HARD = 40
"""What a text in lätt svenska may have at most, and any other on public pages."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+|\S+@\S+")
_END = re.compile(r"[.!?:](?=\s|$)|\n")


def measure_lix(text: str) -> float:
    """Words a sentence, and how many of a hundred have more than six letters. A line ends a
    sentence, so that headings and items of lists are some; addresses are no words.
    """
    parts = [_WORD.findall(part) for part in _END.split(_ADDRESS.sub("", text))]
    sentences = [words for words in parts if words]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    long = [word for word in words if len(word) > 6]
    return len(words) / len(sentences) + 100 * len(long) / len(words)


INLINE = {"a", "abbr", "b", "br", "code", "em", "small", "span", "strong", "time", "wbr"}
TITLES = {"h2", "h3"}
SILENT = {"bdi", "option", "script", "select", "style", "svg", "textarea"}
"""What is no running text of ours: names and words of others, choices in a list, what was typed."""


class RunningText(HTMLParser):
    """The running text of a page's main part, a line for each block of it."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = self.silent = 0
        self.titled = False
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += tag == "main"
        self.silent += tag in SILENT
        self.titled = ("class", "card-title") in attrs or self.titled
        self.text += " " if tag in INLINE | SILENT else "\n"

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "main"
        self.silent -= tag in SILENT
        self.titled = self.titled and tag not in TITLES
        self.text += "" if tag in INLINE | SILENT else "\n"

    def handle_data(self, data: str) -> None:
        if self.inside and not self.silent and not self.titled:
            self.text += data.replace("\n", " ")


def read_running_text(page: str) -> str:
    """Return the running text of a page, as it is read."""
    reader = RunningText()
    reader.feed(page)
    lines = (" ".join(line.split()) for line in reader.text.splitlines())
    return "\n".join(line for line in lines if line)
