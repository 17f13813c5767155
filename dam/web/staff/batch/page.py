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
from dam.links.staff_paths import BATCH
from dam.text.read import number_in
from dam.web import errors
from dam.web.context import reading_session
from dam.web.forms import takes_tables
from dam.web.language import say_on_page
from dam.web.sign_in import signed_in_user
from dam.web.staff import id_ranges
from dam.web.staff.batch import csv_import, save
from dam.web.staff.batch import rows as batch_rows
from dam.web.staff.batch.csv_import import ImportTable
from dam.web.staff.batch.messages import describe_file_rows, describe_saved_rows
from dam.web.staff.batch.save import RowOutcome
from dam.web.staff.image_form import assignee, cells, merge
from dam.web.staff.image_form.cells import COLUMNS
from dam.web.staff.image_form.merge import GridRow

bp = Blueprint("batch", __name__)
TEMPLATE, FILE = "staff/batch.html", "staff/batch_file.html"
PAGE = 25


@bp.get("/gruppredigera")
def show_batch_grid() -> str | Response:
    """Show a page of the chosen images; several `ids` are made one, for links between pages."""
    try:
        ids = id_ranges.parse_ids(request.args.getlist("ids"))
    except BadInput as error:
        return errors.show_form_again(error, TEMPLATE, **batch_grid_context([], {}))
    if len(request.args.getlist("ids")) > 1:
        return redirect(f"{BATCH}?ids={id_ranges.format_ids(ids)}", 303)
    page = max(1, min(number_in(request.args, "sida", 1), -(-len(ids) // PAGE)))
    page_ids = ids[(page - 1) * PAGE : page * PAGE]
    saved_ids, published_ids = _read_ids_argument("sparade"), _read_ids_argument("publicerade")
    outcomes = {
        image_id: RowOutcome(
            image_id, saved=image_id in saved_ids, published=image_id in published_ids
        )
        for image_id in page_ids
    }
    message = (
        describe_saved_rows(len(saved_ids), len(published_ids)) if "sparade" in request.args else ""
    )
    return render_template(
        TEMPLATE, **batch_grid_context(page_ids, outcomes, ids=ids, page=page, notice=message)
    )


@bp.post("/gruppredigera")
@takes_tables
def submit_batch_grid() -> Response:
    """Save the rows, or do with them what a button says and show them again, not saved."""
    rows, button = merge.read_grid_rows(request.form)[:PAGE], request.form.get("do", "save")
    if button in {"save", "publish"}:
        return _save_and_continue(rows, publishing=button == "publish")
    if button == "assign":
        return _assign_and_show(rows)
    if button == "bin":
        return _bin_and_show(rows)
    outcomes = {
        row.id: RowOutcome(row.id, row, version=row.version)
        for row in _edit_batch_rows(rows, button)
    }
    message = say_on_page("Inget är sparat än.")
    return make_response(render_template(TEMPLATE, **_batch_form_context(rows, outcomes, message)))


def _edit_batch_rows(rows: list[GridRow], button: str) -> list[GridRow]:
    verb, _, column = button.partition("-")
    if verb == "down" and column in COLUMNS:
        return merge.fill_column_down(rows, column)
    if verb == "mark":
        return merge.mark_every_row(rows, marked=column == "all")
    return merge.fill_marked_rows(
        rows, merge.read_common_cells(request.form), over=request.form.get("over") == "1"
    )


def _assign_and_show(rows: list[GridRow]) -> Response:
    """Make somebody responsible for the marked images; what is typed stays as it is, not saved."""
    assignee.ensure_may_assign()
    outcomes = {row.id: RowOutcome(row.id, row, version=row.version) for row in rows}
    try:
        count = save.assign_marked_rows(rows, assignee.require_assignee(request.form))
    except BadInput as error:
        return errors.show_form_again(error, TEMPLATE, **_batch_form_context(rows, outcomes, ""))
    message = ngettext(
        "Ansvarig är sparad för %(num)s bild.", "Ansvarig är sparad för %(num)s bilder.", count
    )
    return make_response(render_template(TEMPLATE, **_batch_form_context(rows, outcomes, message)))


def _bin_and_show(rows: list[GridRow]) -> Response:
    """Put the marked images in the bin; what is typed of the others stays as it is, not saved."""
    outcomes = {row.id: RowOutcome(row.id, row, version=row.version) for row in rows}
    try:
        binned_ids = save.bin_marked_rows(rows)
    except (BadInput, Conflict, NotAllowed) as error:
        return errors.show_form_again(error, TEMPLATE, **_batch_form_context(rows, outcomes, ""))
    lies, lie = "%(num)s bild ligger i papperskorgen.", "%(num)s bilder ligger i papperskorgen."
    remaining = [row for row in rows if row.id not in binned_ids]
    return make_response(
        render_template(
            TEMPLATE,
            **_batch_form_context(remaining, outcomes, ngettext(lies, lie, len(binned_ids))),
        )
    )


def _save_and_continue(rows: list[GridRow], *, publishing: bool) -> Response:
    if publishing and not accounts.has_role(signed_in_user(), "editor"):
        raise NotAllowed("Det är en redaktör som publicerar.")
    outcomes = {row.id: row for row in save.save_rows(rows, publishing=publishing)}
    saved_ids = [key for key, outcome in outcomes.items() if outcome.saved]
    published_ids = [key for key, outcome in outcomes.items() if outcome.published]
    problem = _worst_error(outcome.error for outcome in outcomes.values() if outcome.error)
    if problem is None and "rest" in request.form:
        return _show_next_file_rows(
            csv_import.read_import_file(request.form["rest"].encode()), saved_ids, published_ids
        )
    if problem is not None:
        message = (
            describe_saved_rows(len(saved_ids), len(published_ids))
            if saved_ids or published_ids
            else ""
        )
        return errors.show_form_again(
            problem, TEMPLATE, **_batch_form_context(rows, outcomes, message)
        )
    query = {
        "ids": id_ranges.format_ids(_read_batch_ids()),
        "sida": request.form.get("sida", "1"),
        "sparade": id_ranges.format_ids(saved_ids),
        "publicerade": id_ranges.format_ids(published_ids),
    }
    return redirect(f"{BATCH}?{urlencode(query, safe=',')}", 303)


def _worst_error(problems: Iterable[DamError]) -> DamError | None:
    """Return the error that the page answers with: conflicts first, what is gone last."""

    def rank(error: DamError) -> int:
        return 0 if isinstance(error, Changed) else 2 if isinstance(error, Conflict) else 1

    return min(problems, key=rank, default=None)


@bp.get("/gruppredigera/fil")
def show_batch_file_form() -> str:
    done_ids = {name: _read_ids_argument(name) for name in ("sparade", "publicerade")}
    message = describe_saved_rows(*map(len, done_ids.values())) if "sparade" in request.args else ""
    return render_template(FILE, notice=message, most=csv_import.MOST_ROWS, errors={})


@bp.post("/gruppredigera/fil")
@takes_tables
def read_batch_file() -> Response:
    """Show the first rows of a file that say something new; nothing is saved."""
    try:
        table = csv_import.read_import_file(_read_sent_file())
    except BadInput as error:
        return errors.show_form_again(error, FILE, notice="", most=csv_import.MOST_ROWS)
    return _show_next_file_rows(table)


def _read_sent_file() -> bytes:
    """Return the file that was sent, or as much of it as shows that it is too large."""
    upload = request.files.get("fil")
    if upload is None or not upload.filename:
        raise BadInput("Välj en fil.", fields={"fil": "Välj en fil."})
    return upload.stream.read(csv_import.MOST_BYTES + 1)


def _show_next_file_rows(
    table: ImportTable, saved: Sequence[int] = (), published: Sequence[int] = ()
) -> Response:
    """Show the next rows of a file that say something new; after the last one, what was done."""
    allowed = cells.cell_choices()
    page = csv_import.next_import_page(table, PAGE, allowed)
    if not page.rows and not page.unknown and not table.unread:
        query = (
            f"sparade={id_ranges.format_ids(saved)}&publicerade={id_ranges.format_ids(published)}"
        )
        return redirect(f"{BATCH}/fil?{query}", 303)
    outcomes = {row.id: save.check_row(row, allowed) for row in page.rows}
    message = describe_saved_rows(len(saved), len(published)) if saved or published else ""
    context = batch_grid_context(
        [row.id for row in page.rows],
        outcomes,
        notice=f"{message} {describe_file_rows(page)}".strip(),
    )
    context |= {"missing": page.unknown, "unread": table.unread, "rest": page.rest.written()}
    return make_response(render_template(TEMPLATE, **context))


def _batch_form_context(
    rows: Sequence[GridRow], outcomes: Mapping[int, RowOutcome], message: str
) -> dict[str, object]:
    page = number_in(request.form, "sida", 1)
    context = batch_grid_context(
        [row.id for row in rows],
        outcomes,
        ids=_read_batch_ids(),
        page=page,
        notice=message,
        rows=rows,
    )
    context |= {
        "same": merge.read_common_cells(request.form),
        "over": request.form.get("over") == "1",
    }
    return context | ({"rest": request.form["rest"]} if "rest" in request.form else {})


def _read_batch_ids() -> list[int]:
    return id_ranges.parse_ids([request.form.get("ids", "")])


def batch_grid_context(
    image_ids: Sequence[int],
    outcomes: Mapping[int, RowOutcome],
    *,
    ids: Sequence[int] = (),
    page: int = 1,
    notice: str = "",
    rows: Sequence[GridRow] = (),
) -> dict[str, object]:
    """Return what one page of chosen images ``here`` shows; ``rows`` as they were sent."""
    allowed = cells.cell_choices()
    lines = batch_rows.build_page_rows(image_ids, outcomes, allowed)
    return {
        "lines": lines,
        "lost": batch_rows.lost_words(rows, lines, allowed),
        "missing": batch_rows.missing_refs(image_ids, lines),
        "columns": COLUMNS,
        "choices": {name: allowed[name] for name in cells.CHOSEN},
        "collections": [words for _, words in allowed["collections"]],
        "persons": assignee.assignee_choices(),
        "ids": id_ranges.format_ids(ids),
        "page": page,
        "pages": -(-len(ids) // PAGE),
        "total": len(ids),
        "notice": notice,
        "wrong": [error for line in lines for error in line.errors],
        "same": dict.fromkeys(COLUMNS, ""),
        "over": False,
        "reviewed": site_settings.read_current_choices(reading_session()).review_required,
    }


def _read_ids_argument(parameter: str) -> list[int]:
    """Return the images that an address says something became of; none where it cannot be read."""
    try:
        return id_ranges.parse_ids([request.args.get(parameter, "")])
    except BadInput:
        return []
