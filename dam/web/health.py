"""Alive, and able to serve: for whoever watches over the process."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response, jsonify
from redis import RedisError

from dam.errors import DamError
from dam.log import get_logger
from dam.web.context import services
from storage_adapters.contract import StorageError

bp = Blueprint("health", __name__)
log = get_logger("dam.web.health")


@bp.get("/healthz")
def answer_alive() -> Response:
    return jsonify(status="ok")


@bp.get("/readyz")
def answer_ready() -> Response:
    """Ask the database, the store and the queue; 503 names those that do not answer."""
    resources = services()
    checks = {
        "database": resources.database.ping,
        "storage": resources.storage.check,
        "queue": resources.queue.check,
    }
    parts = {}
    for name, check in checks.items():
        try:
            check()
            parts[name] = "ok"
        except (DamError, StorageError, OSError, sqlite3.Error, RedisError) as error:
            log.warning("not_ready", part=name, error=str(error))
            parts[name] = "down"
    well = all(state == "ok" for state in parts.values())
    answer = jsonify(status="ok" if well else "down", **parts)
    answer.status_code = 200 if well else 503
    answer.cache_control.no_store = True
    return answer
