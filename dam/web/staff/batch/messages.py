"""Messages of the batch grid: how many rows were saved, published, or read from a file."""

from __future__ import annotations

from flask_babel import ngettext

from dam.web.language import say_on_page
from dam.web.staff.batch.csv_import import ImportPage


def describe_file_rows(page: ImportPage) -> str:
    """Say how the rows of a file compare to the catalogue."""
    new_count, left_count = len(page.rows), len(page.rest.entries)
    sentences = [
        ngettext("%(num)s rad säger något nytt.", "%(num)s rader säger något nytt.", new_count)
    ]
    if page.same:
        sentences.append(ngettext("%(num)s är som förut.", "%(num)s är som förut.", page.same))
    if left_count:
        sentences.append(ngettext("%(num)s rad är kvar.", "%(num)s rader är kvar.", left_count))
    return " ".join([*sentences, say_on_page("Inget av det är sparat än.")])


def describe_saved_rows(saved: int, published: int) -> str:
    """Say how many rows were saved and published."""
    if not saved and not published:
        return say_on_page("Inget var ändrat.")
    sentences = []
    if saved:
        sentences.append(ngettext("%(num)s rad är sparad.", "%(num)s rader är sparade.", saved))
    if published:
        sentences.append(
            ngettext("%(num)s bild är publicerad.", "%(num)s bilder är publicerade.", published)
        )
    return " ".join(sentences)
