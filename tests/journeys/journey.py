"""Who meets in a journey: an editor and a journalist in browsers, in a house, with its letters."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser

from tests.journeys.house import House, open_house
from tests.servers.smtp import Inbox
from tests.support.chromium import Reader, reading
from tests.support.page_checks import Looks


@dataclass(frozen=True)
class Journey:
    """Two persons, the house they meet in, its letters, and the eyes that look pages over."""

    site: House
    desk: Reader
    journalist: Reader
    inbox: Inbox
    script: bool
    looks: Looks | None

    def look(self, reader: Reader, name: str) -> None:
        if reader is self.journalist:
            assert not reader.kept_by_pages(), reader.page.url
        if self.looks:
            self.looks.over(reader.page, name)

    def hurried(self) -> Self:
        """The same by pages that another journey looks over."""
        return replace(self, looks=None)


@contextmanager
def begun(
    folder: Path,
    browser: Browser,
    inbox: Inbox,
    looks: Looks | None,
    *,
    script: bool = True,
    **settings: str,
) -> Iterator[Journey]:
    """A journey in a new house, embedded but for ``settings``; at the end nothing was amiss."""
    with (
        open_house(folder, DAM_MAIL_URL=inbox.url, **settings) as house,
        reading(browser, house.origin, script=script) as desk,
        reading(browser, house.origin, script=script) as journalist,
    ):
        yield Journey(house, desk, journalist, inbox, script, looks)
