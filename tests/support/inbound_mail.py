"""Letters as mail programs and mail servers write them."""

from email.message import EmailMessage
from email.policy import SMTP

CASES = "arenden@press.inera.se"
ASKER = "asa@tidning.example"

TAGGED_CASES = "arenden+12-1-abcdefghijklmnop@press.inera.se"
OUR_MESSAGE_ID = "0123456789abcdef" * 2


def write_letter(
    to: str,
    text: str = "Den ska stå på sidan 3.",
    *,
    sender: str = ASKER,
    message_id: str = "<1@tidning.example>",
    files: dict[str, bytes] | None = None,
    **headers: str,
) -> bytes:
    """A letter that somebody wrote; headers are given with _ for -."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Åsa Berg <{sender}>"
    message["To"] = to
    message["Subject"] = "Sv: Ärende 2026-0001"
    message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, data in (files or {}).items():
        message.add_attachment(data, "application", "pdf", filename=name)
    return bytes(message)


def write_bounce(
    to: str,
    letter: bytes = b"",
    *,
    action: str = "failed",
    status: str = "5.1.1",
    message_id: str = "<dsn1@mx.tidning.example>",
) -> bytes:
    """A delivery report as Postfix writes it, with the headers of the letter that it is about."""
    head = letter.partition(b"\r\n\r\n")[0].decode()
    return (
        f"""Return-Path: <>
Delivered-To: {to}
Date: Sun, 22 Nov 2026 13:00:00 +0100 (CET)
From: MAILER-DAEMON@mx.tidning.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F2B1.1795348800/mx.tidning.example"
Message-Id: {message_id}

This is a MIME-encapsulated message.

--4F2B1.1795348800/mx.tidning.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.tidning.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

--4F2B1.1795348800/mx.tidning.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.tidning.example
X-Postfix-Queue-ID: 4F2B1
Arrival-Date: Sun, 22 Nov 2026 12:59:58 +0100 (CET)

Final-Recipient: rfc822; {ASKER}
Original-Recipient: rfc822;{ASKER}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <{ASKER}>: Recipient address rejected:
    User unknown in virtual mailbox table

--4F2B1.1795348800/mx.tidning.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{head}

--4F2B1.1795348800/mx.tidning.example--
""".encode()
        .replace(b"\r\n", b"\n")
        .replace(b"\n", b"\r\n")
    )


def our_letter(message_id: str = OUR_MESSAGE_ID) -> bytes:
    return f"From: x\r\nMessage-ID: <{message_id}@inera.se>\r\nSubject: Svar\r\n\r\nHej".encode()
