"""A worker HOURS later: does every job that is due then. `python -m tests.faults.later HOURS`"""

import os
import sys
from datetime import timedelta

from config.settings import load_settings
from dam.services import open_services, utc_now
from dam.worker import main as worker_main


def main() -> None:
    ahead = timedelta(hours=float(sys.argv[1]))
    services = open_services(load_settings(os.environ), clock=lambda: utc_now() + ahead)
    worker_main.do_all(services)
    services.close()


if __name__ == "__main__":
    main()
