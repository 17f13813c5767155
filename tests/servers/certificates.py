"""Certificates of the tests' own: an authority, signers of content credentials, a server's."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey


def _subject(organization: str, name: str) -> x509.Name:
    attributes = {
        NameOID.COUNTRY_NAME: "SE",
        NameOID.ORGANIZATION_NAME: organization,
        NameOID.COMMON_NAME: name,
    }
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes.items()])


ROOT = _subject("Test", "Root")


@dataclass(frozen=True)
class Chain:
    """PEM: the anchor, the chain with the signer first, and the signer's key."""

    anchor: str
    certificates: str
    key: str


@cache
def chain(name: str = "Pressbilder") -> Chain:
    root_key, signer_key = _new_key(), _new_key()
    root = (
        _certificate(ROOT, root_key, ROOT, root_key, days=3650)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_key_usage(key_cert_sign=True), critical=True)
        .sign(root_key, SHA256())
    )
    signer = (
        _certificate(_subject("Inera", name), signer_key, ROOT, root_key, days=825)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=True)
        .sign(root_key, SHA256())
    )
    anchor = root.public_bytes(Encoding.PEM).decode()
    return Chain(anchor, signer.public_bytes(Encoding.PEM).decode() + anchor, _pem(signer_key))


def server_certificate(host: str, address: str) -> tuple[str, str]:
    """PEM of a certificate that a server signs itself, and of its key."""
    key, name = _new_key(), _subject("Test", host)
    names = [x509.DNSName(host), x509.IPAddress(ip_address(address))]
    certificate = (
        _certificate(name, key, name, key, days=2)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, SHA256())
    )
    return certificate.public_bytes(Encoding.PEM).decode(), _pem(key)


def _new_key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def _pem(key: Key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _certificate(
    subject: x509.Name, key: Key, issuer: x509.Name, issuer_key: Key, *, days: int
) -> x509.CertificateBuilder:
    """A certificate in the making, valid from an hour ago."""
    start = datetime.now(UTC) - timedelta(hours=1)
    builder = x509.CertificateBuilder(
        subject_name=subject,
        issuer_name=issuer,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=start,
        not_valid_after=start + timedelta(days=days),
    )
    for identifier in (
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
    ):
        builder = builder.add_extension(identifier, critical=False)
    return builder


def _key_usage(*, digital_signature: bool = False, key_cert_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
