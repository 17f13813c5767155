"""One frozen settings object from the environment; read once by the doors, handed down as values.

Each variable `DAM_X` may instead stand in a file named by `DAM_X_FILE`. A wrong value stops the
start with a sentence that names the variable. docs/settings.md describes each.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.office_hours import OfficeHours, read_office_hours
from dam.errors import Misconfigured

ROOT = Path(__file__).resolve().parent.parent
_LOOPBACK_NAMES = {"localhost"}
MAPPED_BITS = 96
"""Before the 32 of an IPv4 address that is written as IPv6 (RFC 4291 2.5.5.2)."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _parse_networks(value: object) -> object:
    """'10.0.0.0/8, ::1' → a tuple of networks."""
    if isinstance(value, str):
        return tuple(_parse_network(part.strip()) for part in value.split(",") if part.strip())
    return value


def _parse_network(text: str) -> Network:
    """Read a network; one of IPv4 that is written as IPv6 is what it is."""
    network = ipaddress.ip_network(text)
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is None:
        return network
    return ipaddress.IPv4Network((mapped, network.prefixlen - MAPPED_BITS))


def _office_hours(value: object) -> object:
    return read_office_hours(value) if isinstance(value, str) else value


Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_parse_networks)]
Hours = Annotated[OfficeHours | None, NoDecode, BeforeValidator(_office_hours)]


class Settings(BaseSettings):
    """What the environment says; sizes in bytes and pixels."""

    model_config = SettingsConfigDict(env_prefix="DAM_", frozen=True, extra="ignore")

    database_url: str = "sqlite:///var/dam.sqlite"
    storage_url: str = "file:var/store"
    queue_url: str = "sqlite:///var/queue.sqlite"
    cache_url: str | None = None
    mail_url: str = "file:var/mail"
    var: Path = ROOT / "var"
    base_url: str = "http://127.0.0.1:8000"
    secret_key: str = Field("", min_length=0)
    secret_key_previous: str | None = None
    press_email: str = "press@inera.se"
    mail_from: str = "press@inera.se"
    mail_in_address: str | None = None
    mail_in_url: str | None = None
    office_hours: Hours = None
    answer_within: int | None = Field(None, gt=0, le=10_000)
    watch_url: str | None = None
    max_file_bytes: int = Field(200_000_000, gt=0)
    max_pixels: int = Field(300_000_000, gt=0)
    max_batch_bytes: int = Field(5_000_000_000, gt=0)
    quota_bytes: int = Field(50_000_000_000, gt=0)
    free_bytes: int = Field(1_000_000_000, ge=0)
    trusted_proxies: Networks = ()
    clamd_url: str | None = None
    c2pa_cert: str | None = None
    c2pa_key: str | None = None
    c2pa_anchors: str | None = None

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        return _with_scheme(value, "sqlite", "postgresql+psycopg")

    @field_validator("storage_url")
    @classmethod
    def _known_storage(cls, value: str) -> str:
        return _with_scheme(value, "file", "s3", "memory")

    @field_validator("watch_url")
    @classmethod
    def _known_inbox(cls, value: str | None) -> str | None:
        return value if value is None else _with_scheme(value, "file", "s3")

    @field_validator("queue_url")
    @classmethod
    def _known_queue(cls, value: str) -> str:
        return _with_scheme(value, "sqlite", "redis", "rediss")

    @field_validator("cache_url")
    @classmethod
    def _known_cache(cls, value: str | None) -> str | None:
        return value if value is None else _with_scheme(value, "redis", "rediss")

    @field_validator("mail_url")
    @classmethod
    def _known_mail(cls, value: str) -> str:
        return _with_scheme(value, "file", "smtp", "smtps")

    @field_validator("mail_in_url")
    @classmethod
    def _known_mailbox(cls, value: str | None) -> str | None:
        return value if value is None else _with_scheme(value, "imap", "imaps")

    @field_validator("clamd_url")
    @classmethod
    def _known_clamd(cls, value: str | None) -> str | None:
        return value if value is None else _with_scheme(value, "tcp", "unix")

    @field_validator("base_url")
    @classmethod
    def _origin_only(cls, value: str) -> str:
        parts = urlsplit(value)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or parts.path not in {"", "/"}
        ):
            raise ValueError("should be an origin such as https://press.example.se")
        return value.rstrip("/")

    @field_validator("press_email", "mail_from")
    @classmethod
    def _one_address(cls, value: str) -> str:
        if (
            not value.isascii()
            or value.count("@") != 1
            or any(character.isspace() or character in ",;<>" for character in value)
        ):
            raise ValueError("should be one e-mail address in ASCII")
        return value

    @field_validator("mail_in_address")
    @classmethod
    def _takes_a_tag(cls, value: str | None) -> str | None:
        """The part before @ leaves room for a plus and a tag, 64 octets together."""
        if value is not None and not re.fullmatch(
            r"[A-Za-z0-9._-]{1,24}@[A-Za-z0-9.-]{1,253}", value
        ):
            raise ValueError(
                "should be one address such as arenden@press.example.se, with at most 24 letters,"
                " digits, dots and hyphens before @"
            )
        return value

    @model_validator(mode="after")
    def _address_of_the_mailbox(self) -> Settings:
        if self.mail_in_url and not self.mail_in_address:
            raise Misconfigured("DAM_MAIL_IN_ADDRESS", "is needed where DAM_MAIL_IN_URL is set")
        return self

    @model_validator(mode="after")
    def _quota_for_one_file(self) -> Settings:
        if self.quota_bytes < self.max_file_bytes:
            raise Misconfigured(
                "DAM_QUOTA_BYTES", "should be no less than DAM_MAX_FILE_BYTES, one upload"
            )
        return self

    @model_validator(mode="after")
    def _secret_where_strangers_come(self) -> Settings:
        if not self.on_loopback and len(self.secret_key) < 32:
            raise Misconfigured(
                "DAM_SECRET_KEY",
                "at least 32 characters are required when DAM_BASE_URL is not loopback",
            )
        return self

    @model_validator(mode="after")
    def _both_to_sign(self) -> Settings:
        for name, other in (("cert", "key"), ("key", "cert")):
            if getattr(self, f"c2pa_{name}") and not getattr(self, f"c2pa_{other}"):
                raise Misconfigured(
                    f"DAM_C2PA_{other.upper()}", f"is needed where DAM_C2PA_{name.upper()} is set"
                )
        return self

    @property
    def hours_to_answer(self) -> int:
        """Within how many office hours a case should be answered; any, where none are known."""
        return self.answer_within or (4 if self.office_hours else 24)

    @property
    def on_loopback(self) -> bool:
        """Whether the public address is this machine's own."""
        host = urlsplit(self.base_url).hostname or ""
        if host in _LOOPBACK_NAMES:
            return True
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def secure(self) -> bool:
        """Whether visitors come by https."""
        return self.base_url.startswith("https:")


def load_settings(environ: Mapping[str, str], *, root: Path = ROOT) -> Settings:
    """Read the settings; raises Misconfigured, which names the variable.

    Relative paths, also those in `file:` and `sqlite:///` addresses, stand from ``root``. Without a
    secret key on loopback, one is made and kept in the folder `DAM_VAR`.
    """
    values = {
        name.lower(): _read_variable(environ, f"DAM_{name.upper()}")
        for name in Settings.model_fields
    }
    present = {name: value for name, value in values.items() if value is not None}
    for name in ("database_url", "queue_url", "storage_url", "mail_url"):
        present[name] = _make_url_absolute(
            present.get(name, Settings.model_fields[name].default), root
        )
    if "watch_url" in present:
        present["watch_url"] = _make_url_absolute(present["watch_url"], root)
    present["var"] = str(root / present.get("var", "var"))
    present.setdefault("secret_key", "")
    try:
        settings = Settings.model_validate(present)
    except ValidationError as error:
        first = error.errors()[0]
        variable = "DAM_" + "_".join(str(part) for part in first["loc"][:1]).upper()
        raise Misconfigured(variable, "{why}", why=first["msg"]) from error
    if settings.secret_key:
        return settings
    try:
        secret_key = _kept_secret(settings.var / "secret_key")
    except OSError as error:
        raise Misconfigured("DAM_VAR", "{why}", why=error) from error
    return settings.model_copy(update={"secret_key": secret_key})


def _read_variable(environ: Mapping[str, str], variable: str) -> str | None:
    """The variable itself, or the content of the file that `<variable>_FILE` names."""
    path = environ.get(f"{variable}_FILE")
    if path is None:
        return environ.get(variable) or None
    if environ.get(variable):
        raise Misconfigured(variable, "{variable} and {variable}_FILE are both set; keep one")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Misconfigured(f"{variable}_FILE", "{why}", why=error) from error


def _with_scheme(value: str, *schemes: str) -> str:
    if value.split(":", 1)[0] not in schemes:
        raise ValueError(
            f"should begin with one of {', '.join(f'{scheme}:' for scheme in schemes)}"
        )
    return value


def _make_url_absolute(url: str, root: Path) -> str:
    """Make the path of a `file:` or `sqlite:///` address absolute."""
    for prefix in ("sqlite:///", "file://", "file:"):
        if url.startswith(prefix):
            return f"{prefix}{root / url.removeprefix(prefix)}"
    return url


def _kept_secret(path: Path) -> str:
    """The secret key of this machine, made on the first start."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii").strip()
