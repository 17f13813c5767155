"""Double clicks: a staff form that comes twice from one page gets the first's answer."""

from __future__ import annotations

import hashlib
import json
import threading
import time
import zlib
from base64 import b64decode, b64encode
from contextlib import suppress

from flask import Flask, Response, g, request
from werkzeug.datastructures import FileStorage

from dam.database.models import User
from dam.errors import Busy, Conflict, Unavailable
from dam.services import repeated_forms
from dam.web import own_tabs
from dam.web.context import request_moment, services, writing_session
from dam.web.errors import wants_json

WAIT_SECONDS = 20.0
MOST_WAITING = 4
"""So many threads of a process wait for answers at most: pages have the rest."""
LOOK_SECONDS = 0.05
MOST_BYTES, CHUNK = 3_000_000, 1 << 20
TRY_AGAIN = {429, 500, 503, 507}
"""After these nothing is done, and the same may be sent again."""
STILL = "Det du skickade håller på att sparas. Vänta en stund och ladda om sidan."
_waiting = threading.BoundedSemaphore(MOST_WAITING)


def register_repeated_forms(app: Flask) -> None:
    """Give each form that is shown a value of its own."""
    app.jinja_env.globals["once"] = lambda: own_tabs.new_once(request_moment())


def answer_repeated(user: User) -> Response | None:
    """Return the answer that the same form got; None where it is the first, which is claimed."""
    if request.method != "POST" or not request.form.get(own_tabs.FIELD) or wants_json():
        return None
    key, until = _repeat_key(user), time.monotonic() + WAIT_SECONDS
    while True:
        with writing_session() as session:
            if repeated_forms.claim_repeat(session, key, now=services().clock()):
                g.claimed_form = key
                return None
        answer = _wait_for_answer(key, until)
        if answer is not None:
            return _unpack_response(answer)
        time.sleep(LOOK_SECONDS)


def keep_form_answer(response: Response) -> Response:
    """Keep what the first is answered for those who send the same."""
    key = g.pop("claimed_form", None)
    if key is not None:
        # Without it whoever sends the same waits in vain, but what is done is answered.
        with suppress(Unavailable), writing_session() as session:
            if (packed := _pack_response(response)) is None:
                repeated_forms.release_repeat(session, key)
            else:
                repeated_forms.store_repeat_answer(session, key, packed)
    return response


def _repeat_key(user: User) -> str:
    """Key of a form that is the same when it is sent twice: sender, place, and all it holds."""
    content = [user.id, request.full_path, list(request.form.items(multi=True))]
    sent = request.files.items(multi=True)
    files = [(name, file.filename, _digest_upload(file)) for name, file in sent]
    return hashlib.sha256(json.dumps([content, files]).encode()).hexdigest()


def _digest_upload(file: FileStorage) -> str:
    """Return what tells a file from another of the same name."""
    digest = hashlib.sha256()
    for chunk in iter(lambda: file.stream.read(CHUNK), b""):
        digest.update(chunk)
    file.stream.seek(0)
    return digest.hexdigest()


def _wait_for_answer(key: str, until: float) -> str | None:
    """Return the first's answer, None if it gave up; Conflict if slow, Busy if many wait."""
    if not _waiting.acquire(blocking=False):
        raise Busy(STILL, retry_after=round(WAIT_SECONDS))
    try:
        return _look_for_answer(key, until)
    finally:
        _waiting.release()


def _look_for_answer(key: str, until: float) -> str | None:
    while time.monotonic() < until:
        with services().database.reading() as session:
            answer = repeated_forms.find_answer(session, key)
        if answer != "":
            return answer
        time.sleep(LOOK_SECONDS)
    raise Conflict(STILL)


def _pack_response(response: Response) -> str | None:
    """Return a page or a redirect as text, None for what is to be done again."""
    page = response.mimetype == "text/html" and not response.direct_passthrough
    if response.status_code in TRY_AGAIN or not page or response.is_streamed:
        return None
    body = response.get_data()
    if len(body) > MOST_BYTES:
        return None
    text = b64encode(zlib.compress(body)).decode()
    return json.dumps([response.status_code, response.headers.get("Location"), text])


def _unpack_response(answer: str) -> Response:
    status, location, text = json.loads(answer)
    response = Response(zlib.decompress(b64decode(text)), status, mimetype="text/html")
    if location is not None:
        response.headers["Location"] = location
    return response
