"""gunicorn as `flask serve` starts it: threads, because downloads wait for slow networks."""

import gc
import os
import sys
from importlib import import_module

from dam.imaging.sandbox import kernel

bind = f"{os.environ.get('DAM_BIND', '127.0.0.1')}:{os.environ.get('DAM_PORT', '8000')}"
workers = int(os.environ.get("DAM_WORKERS", "2"))
worker_class = "gthread"
# More than wait for a place (`dam.system.turns`) or the database at once: pages have the rest.
threads = 48
# Each process opens store and database for itself: connections do not survive a fork.
preload_app = False
timeout = 120
graceful_timeout = 30
keepalive = 5
control_socket_disable = True
accesslog = None
logger_class = "dam.cli.server_log.ServerLog"


def on_starting(_server: object) -> None:
    """Load the code before the fork: once for all processes, in memory that they share."""
    kernel.shut_memory()
    gc.disable()
    import_module("dam.web.app")
    gc.freeze()
    gc.enable()


def post_fork(_server: object, _worker: object) -> None:
    """Let threads take turns more often: a short page waits for each that is at work once."""
    sys.setswitchinterval(0.001)
