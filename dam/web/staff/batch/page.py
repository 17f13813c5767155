"""`/redaktion/gruppredigera`: describe many images in one table, a page of rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dam import accounts
from dam.database import site_settings
from dam.errors import BadInput, Changed, Conflict, DamError, NotAllowed
from dam.text.read import number_in
from dam.web import errors
from dam.web.context import read_anew, reading
from dam.web.forms import takes_tables
from dam.web.language import say
from dam.web.sign_in import who
from dam.web.staff import id_ranges
from dam.web.staff.batch import csv_import, save
from dam.web.staff.batch import rows as batch_rows
from dam.web.staff.batch.csv_import import Page, Table
from dam.web.staff.batch.save import Outcome
from dam.web.staff.image_form import assignee, cells, merge
from dam.web.staff.image_form.cells import COLUMNS
from dam.web.staff.image_form.merge import Typed

bp = Blueprint("batch", __name__)
TEMPLATE, FILE = "staff/batch.html", "staff/batch_file.html"
HERE = "/redaktion/gruppredigera"
PAGE = 25


@bp.get("/gruppredigera")
def show() -> str | Response:
    """Show a page of the chosen images; several `ids` are made one, for links between pages."""
    try:
        ids = id_ranges.read(request.args.getlist("ids"))
    except BadInput as error:
        return errors.again(error, TEMPLATE, **values([], {}))
    if len(request.args.getlist("ids")) > 1:
        return redirect(f"{HERE}?ids={id_ranges.written(ids)}", 303)
    page = max(1, min(number_in(request.args, "sida", 1), -(-len(ids) // PAGE)))
    here = ids[(page - 1) * PAGE : page * PAGE]
    saved, published = _named_in("sparade"), _named_in("publicerade")
    outcomes = {one: Outcome(one, saved=one in saved, published=one in published) for one in here}
    told = _count(len(saved), len(published)) if "sparade" in request.args else ""
    return render_template(TEMPLATE, **values(here, outcomes, ids=ids, page=page, told=told))


@bp.post("/gruppredigera")
@takes_tables
def change() -> Response:
    """Save the rows, or do with them what a button says and show them again, not saved."""
    rows, what = merge.read(request.form)[:PAGE], request.form.get("do", "save")
    if what in {"save", "publish"}:
        return _save(rows, publishing=what == "publish")
    if what == "assign":
        return _assign(rows)
    if what == "bin":
        return _put_in_bin(rows)
    changed = {row.id: Outcome(row.id, row, shown=row.version) for row in _change(rows, what)}
    told = say("Inget är sparat än.")
    return make_response(render_template(TEMPLATE, **_again(rows, changed, told)))


def _change(rows: list[Typed], what: str) -> list[Typed]:
    name, _, column = what.partition("-")
    if name == "down" and column in COLUMNS:
        return merge.fill_down(rows, column)
    if name == "mark":
        return merge.mark_all(rows, marked=column == "all")
    return merge.apply(rows, merge.values(request.form), over=request.form.get("over") == "1")


def _assign(rows: list[Typed]) -> Response:
    """Make somebody responsible for the marked images; what is typed stays as it is, not saved."""
    assignee.ensure_may_assign()
    typed = {row.id: Outcome(row.id, row, shown=row.version) for row in rows}
    try:
        count = save.assign(rows, assignee.chosen(request.form))
    except BadInput as error:
        return errors.again(error, TEMPLATE, **_again(rows, typed, ""))
    read_anew()
    told = ngettext(
        "Ansvarig är sparad för %(num)s bild.", "Ansvarig är sparad för %(num)s bilder.", count
    )
    return make_response(render_template(TEMPLATE, **_again(rows, typed, told)))


def _put_in_bin(rows: list[Typed]) -> Response:
    """Put the marked images in the bin; what is typed of the others stays as it is, not saved."""
    typed = {row.id: Outcome(row.id, row, shown=row.version) for row in rows}
    try:
        gone = save.put_in_bin(rows)
    except (BadInput, Conflict, NotAllowed) as error:
        return errors.again(error, TEMPLATE, **_again(rows, typed, ""))
    read_anew()
    lies, lie = "%(num)s bild ligger i papperskorgen.", "%(num)s bilder ligger i papperskorgen."
    left = [row for row in rows if row.id not in gone]
    return make_response(
        render_template(TEMPLATE, **_again(left, typed, ngettext(lies, lie, len(gone))))
    )


def _save(rows: list[Typed], *, publishing: bool) -> Response:
    if publishing and not accounts.may(who(), "editor"):
        raise NotAllowed("Det är en redaktör som publicerar.")
    outcomes = {one.id: one for one in save.save(rows, publishing=publishing)}
    read_anew()
    saved = [one for one, became in outcomes.items() if became.saved]
    published = [one for one, became in outcomes.items() if became.published]
    problem = _worst(became.error for became in outcomes.values() if became.error)
    if problem is None and "rest" in request.form:
        return _go_on(csv_import.read(request.form["rest"].encode()), saved, published)
    if problem is not None:
        told = _count(len(saved), len(published)) if saved or published else ""
        return errors.again(problem, TEMPLATE, **_again(rows, outcomes, told))
    there = {
        "ids": id_ranges.written(_all_ids()),
        "sida": request.form.get("sida", "1"),
        "sparade": id_ranges.written(saved),
        "publicerade": id_ranges.written(published),
    }
    return redirect(f"{HERE}?{urlencode(there, safe=',')}", 303)


def _worst(found: Iterable[DamError]) -> DamError | None:
    """Return the error that the whole page answers with: somebody else's change before all, and
    what is gone after all.
    """

    def rank(error: DamError) -> int:
        return 0 if isinstance(error, Changed) else 2 if isinstance(error, Conflict) else 1

    return min(found, key=rank, default=None)


@bp.get("/gruppredigera/fil")
def show_file() -> str:
    done = {name: _named_in(name) for name in ("sparade", "publicerade")}
    told = _count(*map(len, done.values())) if "sparade" in request.args else ""
    return render_template(FILE, told=told, most=csv_import.MOST_ROWS, errors={})


@bp.post("/gruppredigera/fil")
@takes_tables
def read_file() -> Response:
    """Show the first rows of a file that say something new; nothing is saved."""
    try:
        table = csv_import.read(_sent_file())
    except BadInput as error:
        return errors.again(error, FILE, told="", most=csv_import.MOST_ROWS)
    return _go_on(table)


def _sent_file() -> bytes:
    """Return the file that was sent, or as much of it as shows that it is too large."""
    sent = request.files.get("fil")
    if sent is None or not sent.filename:
        raise BadInput("Välj en fil.", fields={"fil": "Välj en fil."})
    return sent.stream.read(csv_import.MOST_BYTES + 1)


def _go_on(table: Table, saved: Sequence[int] = (), published: Sequence[int] = ()) -> Response:
    """Show the next rows of a file that say something new; after the last one, what was done."""
    allowed = cells.lists()
    page = csv_import.next_page(table, PAGE, allowed)
    if not page.rows and not page.unknown and not table.unread:
        done = f"sparade={id_ranges.written(saved)}&publicerade={id_ranges.written(published)}"
        return redirect(f"{HERE}/fil?{done}", 303)
    outcomes = {row.id: save.try_out(row, allowed) for row in page.rows}
    told = _count(len(saved), len(published)) if saved or published else ""
    shown = values([row.id for row in page.rows], outcomes, told=f"{told} {_found(page)}".strip())
    shown |= {"missing": page.unknown, "unread": table.unread, "rest": page.rest.written()}
    return make_response(render_template(TEMPLATE, **shown))


def _found(page: Page) -> str:
    """Say how the rows of a file compare to the catalogue."""
    new, left = len(page.rows), len(page.rest.entries)
    said = [ngettext("%(num)s rad säger något nytt.", "%(num)s rader säger något nytt.", new)]
    if page.same:
        said.append(ngettext("%(num)s är som förut.", "%(num)s är som förut.", page.same))
    if left:
        said.append(ngettext("%(num)s rad är kvar.", "%(num)s rader är kvar.", left))
    return " ".join([*said, say("Inget av det är sparat än.")])


def _again(rows: Sequence[Typed], outcomes: Mapping[int, Outcome], told: str) -> dict[str, object]:
    page = number_in(request.form, "sida", 1)
    shown = values(
        [row.id for row in rows], outcomes, ids=_all_ids(), page=page, told=told, rows=rows
    )
    shown |= {"same": merge.values(request.form), "over": request.form.get("over") == "1"}
    return shown | ({"rest": request.form["rest"]} if "rest" in request.form else {})


def _all_ids() -> list[int]:
    return id_ranges.read([request.form.get("ids", "")])


def values(
    here: Sequence[int],
    outcomes: Mapping[int, Outcome],
    *,
    ids: Sequence[int] = (),
    page: int = 1,
    told: str = "",
    rows: Sequence[Typed] = (),
) -> dict[str, object]:
    """Return what the page shows of the images ``here``, on one page of the chosen ones; ``rows``
    as they were sent.
    """
    allowed = cells.lists()
    lines = batch_rows.lines(here, outcomes, allowed)
    return {
        "lines": lines,
        "lost": batch_rows.lost_words(rows, lines, allowed),
        "missing": batch_rows.missing_refs(here, lines),
        "columns": COLUMNS,
        "choices": {name: allowed[name] for name in cells.CHOSEN},
        "collections": [words for _, words in allowed["collections"]],
        "persons": assignee.choices(),
        "ids": id_ranges.written(ids),
        "page": page,
        "pages": -(-len(ids) // PAGE),
        "total": len(ids),
        "told": told,
        "wrong": [error for line in lines for error in line.errors],
        "same": dict.fromkeys(COLUMNS, ""),
        "over": False,
        "reviewed": site_settings.current(reading()).review_required,
    }


def _named_in(parameter: str) -> list[int]:
    """Return the images that an address says something became of; none where it cannot be read."""
    try:
        return id_ranges.read([request.args.get(parameter, "")])
    except BadInput:
        return []


def _count(saved: int, published: int) -> str:
    """Say how many rows were saved and published."""
    if not saved and not published:
        return say("Inget var ändrat.")
    said = []
    if saved:
        said.append(ngettext("%(num)s rad är sparad.", "%(num)s rader är sparade.", saved))
    if published:
        said.append(
            ngettext("%(num)s bild är publicerad.", "%(num)s bilder är publicerade.", published)
        )
    return " ".join(said)
