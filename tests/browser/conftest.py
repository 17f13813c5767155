"""The browser that journeys use too."""

from tests.browser.chromium import browser

__all__ = ["browser"]
