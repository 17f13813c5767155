"""`/redaktion/anvandare`: who may sign in, and as what. For administrators."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import people
from dam.database import Session
from dam.errors import BadInput
from dam.passwords import first_password
from dam.web import errors
from dam.web.auth import require, who
from dam.web.scope import now, reading, writing

bp = Blueprint("users", __name__)
TEMPLATE = "staff/users.html"
ROLE_NAMES = {"uploader": "Uppladdare", "editor": "Redaktör", "admin": "Administratör"}


@bp.get("/anvandare")
@require("admin")
def show() -> str:
    return render_template(TEMPLATE, errors={}, **_values())


@bp.post("/anvandare")
@require("admin")
def add() -> Response | str:
    """Add an account and show its first password, once."""
    password = first_password()
    email, name = request.form.get("email", ""), request.form.get("name", "")
    try:
        with writing() as session:
            user = people.add(
                session,
                email,
                request.form.get("role", ""),
                password,
                name=name,
                first_password=True,
                by=who().id,
                now=now(),
            )
            given = {"email": user.email, "password": password}
    except BadInput as error:
        return errors.again(error, TEMPLATE, **_values(email=email, name=name))
    return render_template(TEMPLATE, errors={}, given=given, **_values())


@bp.post("/anvandare/<int:one>/losenord")
@require("admin")
def give_password(one: int) -> str:
    password = first_password()
    with writing() as session:
        user = people.give_password(session, one, password, by=who().id, now=now())
        given = {"email": user.email, "password": password}
    return render_template(TEMPLATE, errors={}, given=given, **_values())


@bp.post("/anvandare/<int:one>/roll")
@require("admin")
def set_role(one: int) -> Response:
    role = request.form.get("role", "")
    return _change(lambda session: people.set_role(session, one, role, by=who().id, now=now()))


@bp.post("/anvandare/<int:one>/dokument")
@require("admin")
def set_reads_documents(one: int) -> Response:
    reads = request.form.get("reads") == "1"
    return _change(
        lambda session: people.set_reads_documents(
            session, one, reads=reads, by=who().id, now=now()
        )
    )


@bp.post("/anvandare/<int:one>/stang")
@require("admin")
def deactivate(one: int) -> Response:
    return _change(lambda session: people.deactivate(session, one, by=who().id, now=now()))


@bp.post("/anvandare/<int:one>/oppna")
@require("admin")
def activate(one: int) -> Response:
    return _change(lambda session: people.activate(session, one, by=who().id, now=now()))


def _change(change: Callable[[Session], None]) -> Response:
    try:
        with writing() as session:
            change(session)
    except BadInput as error:
        error.fields = {}
        return errors.again(error, TEMPLATE, **_values())
    return redirect("/redaktion/anvandare", 303)


def _values(**typed: str) -> dict[str, object]:
    return {"users": people.list_all(reading()), "roles": list(ROLE_NAMES.items()), "typed": typed}
