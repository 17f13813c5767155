"""The only signer and checker of tokens: secret links, forms, and tags of e-mail addresses."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from base64 import b32encode, urlsafe_b64encode
from dataclasses import dataclass

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

FORM_SECONDS = 8 * 3600
STAFF_FORM_SECONDS = 30 * 24 * 3600
"""How old a form of the staff's may be when what was typed in it is sent."""
KEPT_SECONDS = 7 * 24 * 3600
_WHOLE = "(?:0(?![0-9])|[1-9])[0-9]"
"""A whole number written in its one way, with the count of its further digits behind it."""


@dataclass(frozen=True, slots=True)
class FormToken:
    """What a form's token says: its one-time value, whether it is fresh, when it was shown."""

    once: str
    fresh: bool
    shown_at: float


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form of the staff's that waits for its account to sign in: the account, where it was sent,
    and its fields in their order; ``files`` says whether it held files, which are not kept.
    """

    account: int
    address: str
    fields: list[tuple[str, str]]
    files: bool = False


class Signer:
    """Signs with the key; verifies with the key and, after a change, with the previous one."""

    def __init__(self, key: str, previous: str | None = None) -> None:
        self._keys = [key] + ([previous] if previous else [])
        # itsdangerous tries its keys from the newest, which stands last.
        self._forms = URLSafeTimedSerializer(self._keys[::-1], salt="form")
        self._kept = URLSafeTimedSerializer(self._keys[::-1], salt="kept form")
        # Flask-WTF signs the token of the staff's forms under this name.
        self._staff = URLSafeTimedSerializer(self._keys[::-1], salt="wtf-csrf-token")

    def token(self, kind: str, object_id: int, generation: int) -> str:
        """Return `id.generation.HMAC-SHA-256`; the database holds the generation alone."""
        return (
            f"{object_id}.{generation}.{_compute_mac(self._keys[0], kind, object_id, generation)}"
        )

    def read_token(self, kind: str, token: str) -> tuple[int, int] | None:
        """Return (id, generation), or None for anything that was not signed as ``kind``."""
        match = re.fullmatch(
            rf"({_WHOLE}{{0,17}})\.({_WHOLE}{{0,8}})\.([A-Za-z0-9_-]{{43}})", token
        )
        if match is None:
            return None
        object_id, generation = int(match[1]), int(match[2])
        for key in self._keys:
            if hmac.compare_digest(_compute_mac(key, kind, object_id, generation), match[3]):
                return object_id, generation
        return None

    def address_tag(self, kind: str, object_id: int, generation: int) -> str:
        """Return the same for an e-mail address, where case is lost and 64 octets are the most."""
        mac = _short_mac(self._keys[0], kind, object_id, generation)
        return f"{object_id}-{generation}-{mac}"

    def read_address_tag(self, kind: str, tag: str) -> tuple[int, int] | None:
        """Return (id, generation), or None for anything that was not signed as ``kind``."""
        match = re.fullmatch(rf"({_WHOLE}{{0,12}})-({_WHOLE}{{0,5}})-([a-z2-7]{{16}})", tag.lower())
        if match is None:
            return None
        object_id, generation = int(match[1]), int(match[2])
        for key in self._keys:
            if hmac.compare_digest(_short_mac(key, kind, object_id, generation), match[3]):
                return object_id, generation
        return None

    def form_token(self, form: str, about: str = "", again: FormToken | None = None) -> str:
        """Return a token for a public form about something, with a one-time value.

        ``again`` is that of a form shown once more: it stays the same form.
        """
        once = again.once if again else secrets.token_urlsafe(16)
        shown_at = again.shown_at if again else round(time.time(), 1)
        return self._forms.dumps([form, about, once, shown_at])

    def read_form_token(self, form: str, about: str, token: str) -> FormToken | None:
        """Return what the token says, or None where it was not made for this form."""
        fresh = True
        try:
            fields = self._forms.loads(token, max_age=FORM_SECONDS)
        except SignatureExpired as late:
            fields, fresh = self._forms.load_payload(late.payload or b""), False
        except BadSignature:
            return None
        if not isinstance(fields, list) or len(fields) != 4 or fields[:2] != [form, about]:
            return None
        return FormToken(once=str(fields[2]), fresh=fresh, shown_at=float(fields[3]))

    def staff_form_account(self, token: str) -> int | None:
        """Return the account that a staff form's token was made for; None where it is not valid."""
        try:
            fields = self._staff.loads(token, max_age=STAFF_FORM_SECONDS)
        except BadSignature:
            return None
        match = re.fullmatch(r"([0-9]{1,18})\.[0-9a-f]{40}", str(fields))
        return int(match[1]) if match else None

    def keep_form(self, form: KeptForm) -> str:
        """Return the form, packed and signed; whoever holds it can read it, and change nothing."""
        return str(self._kept.dumps([form.account, form.address, form.fields, form.files]))

    def read_kept_form(self, text: str) -> KeptForm | None:
        """Return the form that `keep_form` packed, or None where it is too old or not ours."""
        try:
            account, address, fields, files = self._kept.loads(text, max_age=KEPT_SECONDS)
        except BadSignature:
            return None
        return KeptForm(account, address, [(name, value) for name, value in fields], files)


def staff_form_secret(account: int) -> str:
    """Return what a session's forms prove that they are shown by; it names the account."""
    return f"{account}.{secrets.token_hex(20)}"


def _compute_mac(key: str, kind: str, object_id: int, generation: int) -> str:
    return (
        urlsafe_b64encode(_compute_token_digest(key, kind, object_id, generation))
        .rstrip(b"=")
        .decode()
    )


def _short_mac(key: str, kind: str, object_id: int, generation: int) -> str:
    """80 bits, which nobody guesses by sending letters."""
    digest = _compute_token_digest(key, f"address {kind}", object_id, generation)
    return b32encode(digest[:10]).decode().lower()


def _compute_token_digest(key: str, kind: str, object_id: int, generation: int) -> bytes:
    message = f"{kind}|{object_id}|{generation}".encode()
    return hmac.new(key.encode(), message, hashlib.sha256).digest()
