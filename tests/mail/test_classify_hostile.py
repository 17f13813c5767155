"""Letters that are damaged or made to harm: read or refused."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dam.errors import Refused
from dam.mail.inbound.classify import read_incoming_letter
from tests.support.inbound_mail import CASES, TAGGED_CASES, our_letter, write_bounce, write_letter
from tests.support.letters import CASES_HEAD

NASTY = st.sampled_from(
    [
        *("From: ", "To: ", "Content-Type: ", "Content-Disposition: ", "Message-ID: ", "Subject: "),
        *("multipart/mixed", "message/rfc822", "message/delivery-status", "text/html", "; "),
        *(
            "boundary=a",
            "charset=",
            "filename*0*=utf-8''",
            "name=",
            "--a",
            "--a--",
            "\r\n",
            "\r\n\r\n",
        ),
        *(
            "=?utf-8?b?",
            "?=",
            "=?",
            "(",
            ")",
            "<",
            ">",
            '"',
            "\\",
            ",",
            ";",
            "@",
            ":",
            "\t",
            " ",
            "\0",
        ),
        *(
            "base64",
            "Content-Transfer-Encoding: ",
            "x-uuencode",
            "quoted-printable",
            "Action: failed",
        ),
        *("å", "\udcff", "%", "=", "9" * 20, "a@b.se", "arenden+b", CASES),
    ]
)


def survives(raw: bytes) -> None:
    try:
        got = read_incoming_letter(raw, CASES_HEAD)
    except Refused:
        return
    assert got.kind in {"reply", "auto", "bounce", "loop"}
    assert 0 < len(got.sender) <= 254
    assert len(got.text) <= 50_000


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(data: bytes):
    survives(data)
    survives(b"From: a@b.se\r\n" + data)


@settings(max_examples=200)
@given(st.lists(NASTY, max_size=60))
def test_what_looks_like_a_letter_is_read_or_refused(words: list[str]):
    survives(("From: a@b.se\r\n" + "".join(words)).encode("utf-8", "surrogateescape"))


@settings(max_examples=100)
@given(st.data())
def test_a_letter_that_was_damaged_is_read_or_refused(data):
    raw = bytearray(
        data.draw(
            st.sampled_from(
                [write_bounce(CASES, our_letter()), write_letter(TAGGED_CASES, files={"a": b"b"})]
            )
        )
    )
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    survives(bytes(raw))
