"""A worker HOURS later: does every job that is due then. `python -m tests.faults.later HOURS`"""

import os
import sys
from datetime import timedelta

from config.settings import load_settings
from dam import worker
from dam.wiring import open_services, utc_now


def main() -> None:
    ahead = timedelta(hours=float(sys.argv[1]))
    services = open_services(load_settings(os.environ), clock=lambda: utc_now() + ahead)
    worker.do_all(services)
    services.close()


if __name__ == "__main__":
    main()
