"""The files that take longest begin first, so that no process is left with one when the others are
done. Their seconds are looked up with ``--durations=0`` or ``--junitxml``.
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LONGEST = (
    "journeys/test_press_journey.py",
    "browser/test_typed.py",
    "journeys/test_desk_journey.py",
    "web/test_no_500.py",
    "journeys/test_consent_journey.py",
    "delivery/test_files.py",
    "journeys/test_kill.py",
    "cli/test_chart_through.py",
    "imaging/vector/test_render.py",
    "cli/test_setup.py",
    "cli/test_image.py",
    "browser/test_batch.py",
    "lint/test_lint.py",
    "imaging/sandbox/test_walls.py",
    "delivery/test_exits.py",
    "browser/test_upload.py",
    "web/test_lists_ask_once.py",
    "delivery/test_signed_files.py",
    "delivery/test_agreement.py",
    "delivery/test_logotypes.py",
    "journeys/test_upload_journey.py",
    "browser/test_cropping.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {TESTS / path: place for place, path in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))
