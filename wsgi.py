"""Load the settings, create the application: what gunicorn and `flask` start from."""

from __future__ import annotations

import os

from config.settings import load_settings
from dam.app import create_app
from dam.observe import start_logging
from dam.wiring import open_services

start_logging()
app = create_app(open_services(load_settings(os.environ)))
