"""Load the settings, create the application: what gunicorn and `flask` start from."""

from __future__ import annotations

import gc
import os
import sys

# Whatever is loaded here stays: to look through it for garbage takes a fifth of the start.
gc.disable()

from config.settings import load_settings  # noqa: E402
from dam import cli  # noqa: E402
from dam.errors import Misconfigured  # noqa: E402
from dam.imaging.sandbox import kernel  # noqa: E402
from dam.log import start_logging  # noqa: E402
from dam.services import open_services  # noqa: E402
from dam.web.app import create_app  # noqa: E402

# The environment holds secrets, and so does what is read: the key, sessions, people's words.
kernel.shut_memory()
start_logging()
try:
    app = create_app(open_services(load_settings(os.environ)))
    cli.register_commands(app)
except Misconfigured as error:
    sys.exit(str(error))
gc.freeze()
gc.enable()
