"""The structured log: one JSON object a line, with the request's or job's id in each."""

from __future__ import annotations

import io
import logging
import sys
import threading
from types import TracebackType

import structlog

get_logger = structlog.stdlib.get_logger


def start_logging(level: int = logging.INFO) -> None:
    """Send our log, the libraries', warnings and uncaught errors to standard error as JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler(sys.__stderr__)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(),
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("alembic", "huey"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.captureWarnings(True)  # noqa: FBT003 - the library's own word
    sys.excepthook = _tell_uncaught
    sys.unraisablehook = _tell_unraisable
    threading.excepthook = _tell_of_thread
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


class _Printed(io.TextIOBase):
    """Standard error of a server: what is printed there is an event like others."""

    def __init__(self) -> None:
        self._text = ""

    def write(self, text: str) -> int:
        self._text += text
        if text.endswith("\n"):
            self.flush()
        return len(text)

    def flush(self) -> None:
        text, self._text = self._text.strip(), ""
        if text:
            get_logger("dam").warning("printed", text=text)

    def fileno(self) -> int:
        return sys.__stderr__.fileno() if sys.__stderr__ else super().fileno()


def log_what_is_printed() -> None:
    """Log what libraries print to standard error, for a process that serves and has no reader."""
    sys.stderr = _Printed()


def _tell_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    get_logger("dam").critical("uncaught", exc_info=(kind, error, trace))


def _tell_unraisable(what: sys.UnraisableHookArgs) -> None:
    found = (what.exc_type, what.exc_value, what.exc_traceback)
    get_logger("dam").error("uncaught", where=repr(what.object), exc_info=found)


def _tell_of_thread(what: threading.ExceptHookArgs) -> None:
    name = what.thread.name if what.thread else None
    found = (what.exc_type, what.exc_value, what.exc_traceback)
    get_logger("dam").critical("uncaught", thread=name, exc_info=found)


bind = structlog.contextvars.bind_contextvars
clear = structlog.contextvars.clear_contextvars
