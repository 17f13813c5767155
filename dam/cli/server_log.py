"""gunicorn's own log, as one JSON object an event. Named by `config/gunicorn.conf.py`."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from dam.log import log_what_is_printed, start_logging


class ServerLog(Logger):  # type: ignore[misc] # gunicorn has no types
    """Says what gunicorn says where everything else is said."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        start_logging()
        log_what_is_printed()
        for own in (self.error_log, self.access_log):
            own.handlers.clear()
            own.propagate = True
