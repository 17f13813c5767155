"""Addresses of the staff's sections, for redirects, letters and templates, where they are `paths`.

Each page's own address is what its view says, under its section's.
"""

from __future__ import annotations

STAFF = "/redaktion"
IMAGES = f"{STAFF}/bilder"
REQUESTS = f"{STAFF}/arenden"
REQUEST_LETTERS = f"{STAFF}/arenden/brev"
REPLY_TEMPLATES = f"{STAFF}/arenden/standardsvar"
ROUTING = f"{STAFF}/fordelning"
LETTERS = f"{STAFF}/brev"
TERMS = f"{STAFF}/villkor"
PERSONS = f"{STAFF}/samtycken"
PAGES = f"{STAFF}/sidor"
CONTACTS = f"{STAFF}/kontakter"
COLLECTIONS = f"{STAFF}/samlingar"
UPLOAD = f"{STAFF}/ladda-upp"
USERS = f"{STAFF}/anvandare"
LETTER_TEXTS = f"{STAFF}/mejlmallar"
AUDIT_LOG = f"{STAFF}/logg"
BATCH = f"{STAFF}/gruppredigera"
STATISTICS = f"{STAFF}/statistik"
BIN = f"{STAFF}/papperskorg"
SYNONYMS = f"{STAFF}/sokord"
SETTINGS = f"{STAFF}/installningar"
SIGN_IN = f"{STAFF}/logga-in"
SIGN_OUT = f"{STAFF}/logga-ut"
FORGOTTEN_PASSWORD = f"{STAFF}/glomt-losenord"
NEW_PASSWORD = f"{STAFF}/nytt-losenord"
CHANGE_PASSWORD = f"{STAFF}/byt-losenord"
INVITATION = f"{STAFF}/inbjudan"
