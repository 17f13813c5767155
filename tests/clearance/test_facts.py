"""How an image stands, from its rows."""

from datetime import timedelta

from dam.clearance import facts
from dam.database.models import Image, Lease
from dam.rights.window import VisibilityLevel

HOUR = timedelta(hours=1)


def test_the_next_change_is_the_nearest_bound_ahead(now):
    leases = [
        Lease(kind="use_until", ends=now + HOUR),
        Lease(kind="display_until", ends=now + 2 * HOUR),
    ]
    image = Image(
        state="published",
        residual_level=int(VisibilityLevel.TEXT),
        leases=leases,
        identifiable_people=0,
    )
    assert facts.next_change(image, now) == now + HOUR
    assert facts.next_change(image, now + HOUR) == now + 2 * HOUR
    assert facts.next_change(image, now + 2 * HOUR) is None
