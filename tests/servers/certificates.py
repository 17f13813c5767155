"""A certificate authority of the tests' own, and certificates that may sign content credentials."""

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

CURVE = ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
LEAF = """basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,emailProtection
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
"""


@dataclass(frozen=True)
class Chain:
    """PEM: the anchor, the chain with the signer first, and the signer's key."""

    anchor: str
    certificates: str
    key: str


@cache
def chain(name: str = "Pressbilder") -> Chain:
    with TemporaryDirectory() as folder:
        here = Path(folder)

        def openssl(*arguments: str | Path) -> None:
            subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=here)

        for key in ("ca.key", "leaf.key"):
            openssl("genpkey", "-algorithm", *CURVE, "-out", key)
        openssl(
            *("req", "-x509", "-new", "-key", "ca.key", "-days", "3650", "-out", "ca.pem"),
            *("-subj", "/C=SE/O=Test/CN=Root", "-addext", "keyUsage=critical,keyCertSign"),
        )
        openssl("req", "-new", "-key", "leaf.key", "-subj", f"/C=SE/O=Inera/CN={name}", "-out", "r")
        (here / "leaf.txt").write_text(LEAF)
        openssl(
            *("x509", "-req", "-in", "r", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
            *("-days", "825", "-extfile", "leaf.txt", "-out", "leaf.pem"),
        )
        anchor, leaf = (here / "ca.pem").read_text(), (here / "leaf.pem").read_text()
        return Chain(anchor, leaf + anchor, (here / "leaf.key").read_text())
