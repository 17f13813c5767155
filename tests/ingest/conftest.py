"""A room whose files have not been touched by a worker."""

import pytest

from dam.services import Services
from tests.room import Room


@pytest.fixture
def room(services: Services) -> Room:
    return Room(services)
