"""Load the settings, create the application: what gunicorn and `flask` start from."""

from __future__ import annotations

import os
import sys

from config.settings import load_settings
from dam.app import create_app
from dam.errors import Misconfigured
from dam.observe import start_logging
from dam.wiring import open_services

start_logging()
try:
    app = create_app(open_services(load_settings(os.environ)))
except Misconfigured as error:
    sys.exit(str(error))
