"""`/redaktion/ladda-upp`: taking files in, several at once; each file gets an answer of its own.

With script the files come in parts (`parts.py`), and what is said of all is saved as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from secrets import token_urlsafe
from typing import BinaryIO, cast

from flask import Blueprint, jsonify, redirect, render_template, request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from dam import accounts, catalogue
from dam.database.models import UploadBatch
from dam.database.session import Session
from dam.errors import BadInput, DamError, NotFound, Refused
from dam.imaging.formats import ACCEPT, ENDINGS, JPEG_XL, PASSED_OVER, Limits, is_passed_over
from dam.ingest import accept, batch, hot_folder_batches, intake, multipart, quota
from dam.ingest.batch import Line, Taken
from dam.ingest.intake import Common
from dam.ingest.quota import OverQuota
from dam.links.refs import image_ref
from dam.log import get_logger
from dam.text.read import read_file_name
from dam.web import errors
from dam.web.context import now, read_anew, reading, services, writing
from dam.web.forms import INCOMPLETE, file_size, takes_files
from dam.web.language import say
from dam.web.sign_in import who
from dam.web.staff import id_ranges
from dam.web.staff.image_form import assignee, choices, form
from dam.web.staff.image_row import Row, row_of
from dam.web.staff.images import lookalikes
from dam.web.staff.images.lookalikes import Told
from dam.web.template_filters import clock

bp = Blueprint("upload", __name__, url_prefix="/ladda-upp")
log = get_logger("dam.web.upload")
TEMPLATE = "staff/upload.html"
MOST_ASKED = 20
YOUR_BIN = "Bilden ligger i papperskorgen. Öppna den om du vill ta tillbaka den."
ANOTHERS_BIN = "Bilden ligger i papperskorgen. Be en redaktör ta tillbaka den."
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


@bp.get("")
def show() -> str:
    unfinished = [
        (one.token, sum(upload.sha256 is None for upload in one.uploads))
        for one in batch.unfinished(reading(), who().id)
    ]
    found = hot_folder_batches.lately(reading()) if accounts.may(who(), "editor") else []
    values = _values(token_urlsafe(16), form=_typed(Common()))
    return render_template(TEMPLATE, errors={}, unfinished=unfinished, watched=found, **values)


@bp.post("")
@takes_files
def take_in() -> Response:
    try:
        token, files = read_token(request.form.get("omgang", "")), _sent()
    except BadInput as error:
        return errors.again(error, TEMPLATE, **_values(token_urlsafe(16), form=_typed(_common())))
    with writing() as session:
        together = batch.hold(session, who().id, token, now=now())
        wrong = intake.say(session, together, _common(), by=who().id, now=now())
    sentence = " ".join(wrong.values())
    met = [_take_in(token, place, file, sentence) for place, file in enumerate(files)]
    if (hindrance := _hindrance(met)) is not None:
        read_anew()
        form = _typed(_common())
        return errors.again(hindrance, TEMPLATE, **_values(token, _find(token), form=form))
    return redirect(f"/redaktion/ladda-upp/{token}", 303)


@bp.get("/<token>")
def show_batch(token: str) -> Response | str:
    together = _find(token)
    if errors.wants_json():
        asked = request.args.getlist("fil")[:MOST_ASKED]
        return jsonify(files=_said(together, asked), new=_new(together))
    form = _typed(intake.common_of(together))
    return render_template(TEMPLATE, errors={}, **_values(token, together, form=form))


@bp.post("/<token>/uppgifter")
def describe(token: str) -> Response:
    """Say something of all the files of the batch, those that are in and those that are coming."""
    read_token(token)
    with writing() as session:
        together = _watched(session, token, held=True)
        together = together or batch.hold(session, who().id, token, now=now())
        wrong = form.named(intake.say(session, together, _common(), by=who().id, now=now()))
    if errors.wants_json():
        return jsonify(saved=gettext("Sparat %(clock)s", clock=clock(now())), wrong=wrong)
    if wrong:
        read_anew()
        values = _values(token, _find(token), form=_typed(_common()))
        return errors.again(BadInput("Något behöver rättas.", fields=wrong), TEMPLATE, **values)
    return redirect(f"/redaktion/ladda-upp/{token}?klart=sparad", 303)


def read_token(sent: str) -> str:
    """Return the token of a batch; raises BadInput where it is none of ours."""
    if not _TOKEN.fullmatch(sent):
        raise BadInput(INCOMPLETE)
    return sent


def _find(token: str) -> UploadBatch:
    """A batch is seen by the person who sends it, one of a watched folder by every editor."""
    together = batch.find(reading(), who().id, token) or _watched(reading(), token)
    if together is None:
        raise NotFound
    return together


def _watched(session: Session, token: str, *, held: bool = False) -> UploadBatch | None:
    allowed = accounts.may(who(), "editor")
    return hot_folder_batches.find(session, token, held=held) if allowed else None


def _sent() -> list[FileStorage]:
    sent = request.files.getlist("files")
    files = [file for file in sent if file.filename and not is_passed_over(file.filename)]
    if not files:
        raise BadInput("Välj minst en fil.", fields={"files": "Välj minst en fil."})
    return files


def _hindrance(met: Sequence[DamError | None]) -> DamError | None:
    """Return why no file came in at all, where that is not the files' own fault."""
    own = any(
        error is None or (isinstance(error, Refused) and not isinstance(error, OverQuota))
        for error in met
    )
    return None if own else met[0]


def _take_in(token: str, place: int, file: FileStorage, wrong: str) -> DamError | None:
    """Store and register one file; what is wrong with it is its answer, and returned."""
    here = services()
    name = read_file_name(file.filename or "")
    try:
        quota.ensure_within(reading(), who().id, file_size(file), here.settings.quota_bytes)
        received = accept.receive(
            cast("BinaryIO", file.stream),
            name,
            storage=here.storage,
            sandbox=here.queued_sandbox,
            limits=here.limits,
            scanner=here.scanner,
            disks=here.disks,
        )
        with writing() as session:
            together = batch.hold(session, who().id, token, now=now())
            intake.take_in(
                session,
                received,
                together,
                place=place,
                sentence=wrong,
                storage=here.storage,
                now=now(),
            )
    except DamError as error:
        if error.report:
            log.exception("upload_failed")
        refused = Taken(name, place, None, sentence=say(error.sentence).format(**error.values))
        with writing() as session:
            together = batch.hold(session, who().id, token, now=now())
            batch.remember(session, batch.named(together), refused, None, now=now())
        return error
    return None


def _common() -> Common:
    form = request.form
    creators = tuple(part.strip() for part in form.get("creators", "").split(",") if part.strip())
    return Common(
        creators=creators,
        place=form.get("place", "").strip(),
        date_text=form.get("date", "").strip(),
        digital_source_type=form.get("digital_source_type", ""),
        people={"yes": True, "no": False}.get(form.get("people", "")),
        terms=form.get("terms", ""),
        collections=tuple(filter(None, form.getlist("collections"))),
        assigned_to=assignee.read(form) if accounts.may(who(), "editor") else None,
    )


def _typed(common: Common) -> dict[str, str | list[str]]:
    people = "" if common.people is None else "yes" if common.people else "no"
    return {
        "creators": ", ".join(common.creators),
        "place": common.place,
        "date": common.date_text,
        "digital_source_type": common.digital_source_type,
        "people": people,
        "terms": common.terms,
        "collections": list(common.collections),
        "assigned_to": str(common.assigned_to or ""),
    }


def _said(together: UploadBatch, asked: list[str] | None = None) -> list[dict[str, object]]:
    """Return the answers of the batch's files, or of the uploads that were asked for."""
    lines = batch.lines(reading(), together)
    if asked:
        lines = [line for line in lines if line.upload in asked or _ref(line) in asked]
    ids = [line.taken.image_id for line in lines if line.taken and line.taken.image_id]
    # A colleague's image that this person may not open is known by its number alone.
    rows = {one.id: row_of(one, now()) for one in catalogue.find_each(reading(), ids, who())}
    told = lookalikes.told([one for one, row in rows.items() if row.processing == "ready"])
    binned = catalogue.ids_in_bin(reading(), ids)
    mine = {one.id for one in catalogue.find_each(reading(), ids, who(), binned=True)}
    return [_line(line, rows, told) | _in_bin(line, binned, mine) for line in lines]


def _new(together: UploadBatch) -> str:
    """Return the images that came with the batch and are not in the bin, as addresses do."""
    ids = batch.brought(reading(), together)
    binned = catalogue.ids_in_bin(reading(), ids)
    return id_ranges.written([one for one in ids if one not in binned][: id_ranges.MOST])


def _in_bin(line: Line, binned: set[int], mine: set[int]) -> dict[str, object]:
    """Say that an image lies in the bin, with its page, which brings it back, for whom that is."""
    one = line.taken.image_id if line.taken else None
    if one is None or one not in binned:
        return {}
    if one not in mine:
        return {"binned": True, "sentence": gettext(ANOTHERS_BIN)}
    url = f"/redaktion/bilder/{one}"
    return {"binned": True, "sentence": gettext(YOUR_BIN), "url": url}


def _ref(line: Line) -> str:
    return image_ref(line.taken.image_id) if line.taken and line.taken.image_id else ""


def _line(line: Line, rows: Mapping[int, Row], told: Mapping[int, Told]) -> dict[str, object]:
    said: dict[str, object] = {"upload": line.upload, "name": line.name, "sentence": ""}
    taken = line.taken
    if taken is None:
        return said | {"state": "waiting"}
    said["sentence"] = taken.sentence
    if taken.image_id is None:
        return said | {"state": "refused"}
    row = rows.get(taken.image_id)
    return said | {
        "state": "duplicate" if taken.duplicate else row.processing if row else "ready",
        "id": taken.image_id,
        "ref": _ref(line),
        "url": row.url if row else None,
        "title": row.title if row else "",
        "thumbnail": row.thumbnail if row and not taken.duplicate else None,
        "alike": None if taken.duplicate else told.get(taken.image_id),
    }


def _values(
    token: str, together: UploadBatch | None = None, *, form: Mapping[str, str | list[str]]
) -> dict[str, object]:
    limits: Limits = services().limits
    files = _said(together) if together else []
    later = ("", gettext("Välj senare"))
    return {
        "token": token,
        "begun": bool(files),
        "folder": together.folder if together else None,
        "files": files,
        "form": form,
        "new": _new(together) if together else "",
        "saved": request.args.get("klart") == "sparad",
        "terms": [later, *choices.terms()],
        "origins": [("", gettext("Som det står i filen")), *choices.origins()],
        "people": [later, *choices.people()],
        "collections": choices.all_collections(),
        "persons": [("", gettext("Ingen")), *assignee.choices()],
        "part_bytes": multipart.PART_BYTES,
        "accept": ACCEPT,
        "endings": " ".join(ENDINGS),
        "passed_over": PASSED_OVER,
        "max_bytes": limits.max_bytes,
        "max_pixels": limits.max_pixels,
        "max_jpeg_xl": limits.pixels_of(JPEG_XL),
    }
