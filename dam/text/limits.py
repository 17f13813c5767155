"""Limits of texts in characters, for forms, their fields, tables and commands.

Templates know each table as `longest`. How long an alt text is at publication is a rule
(`dam.rights.publication`); how many bytes may arrive at all stands at the doors.
"""

from typing import Any

LINE, TEXT, NOTE = 200, 2000, 4000
"""A line, a few lines, and what people write to one another; a field of nothing else has these."""
EMAIL, PHONE, WEB_ADDRESS = 254, 40, 500
SHORT_NAME = 80
"""Of what has an address or a button of its own."""
PASSWORD, CASE_NUMBER = 1000, 40

IMAGE = {"title": LINE, "headline": LINE, "caption": TEXT, "alt": 1000, "credit_override": LINE}
IMAGE |= {
    f"{name}_{code}": IMAGE[name] for name in ("title", "caption", "alt") for code in ("en", "latt")
}
RECEIVED = {"title": LINE, "headline": LINE, "description": TEXT, "alt_text": 1000, "credit": LINE}
RECEIVED |= dict.fromkeys(("creator", "persons", "keywords", "city", "country"), LINE)
"""What the catalogue holds of each text of a file."""
FILE_NOTE, PEOPLE_BASIS, LEASE_NOTE, READER = 500, 500, LINE, LINE
PERSON = {"name": LINE, "contact": LINE, "guardian": LINE, "note": 1000}
COLLECTION = {"name": SHORT_NAME, "intro": 600}
TERMS = {"name": SHORT_NAME, "line": 90, "body": 10_000, "item": 300}
CONTACT = {"official_name": LINE, "press_url": WEB_ADDRESS, "email": EMAIL, "phone": PHONE}
PAGE = {"title": LINE, "body": 20_000}
SYNONYMS = 40_000
LETTER_WORDS = {"subject": 600, "body": 10_000}
LETTER_SUBJECT = 150
"""Of one that is filled in."""

REQUEST = {"name": LINE, "email": EMAIL, "phone": PHONE, "organisation": LINE, "use_text": 500}
REQUEST |= {"link": WEB_ADDRESS, "needed_date": 40, "needed_time": 40}
REPLY = {"reply": TEXT, "extend_why": TEXT}
DECISION = {"scope": 500, "territory": LINE, "credit": LINE, "conditions": 1000, "reason": 1000}
DECISION |= {"message": NOTE}
REPLY_TEMPLATE = {"name": 100, "text": NOTE}

LIST = 1000
"""Of a field that holds many words."""
REFS = {"request": 600, "decision": 500, "collection": 2000, "terms": 12_000}
"""Of a field that holds ids of images."""

LONGEST: dict[str, Any] = {
    name.lower(): table for name, table in list(globals().items()) if name.isupper()
}
"""What templates ask."""
