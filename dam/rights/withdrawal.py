"""Why an image may be withdrawn, and what the public is told of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WithdrawalReason:
    """Staff choose ``choice``; the public reads the sentence, where it is empty nothing."""

    choice: str
    sentence: str
    english: str


REASONS = {
    "consent": WithdrawalReason(
        "En person på bilden vill inte vara med längre",
        "En person på bilden har dragit tillbaka sitt samtycke.",
        "A person in the image has withdrawn their consent.",
    ),
    "rights": WithdrawalReason(
        "Rättigheterna räcker inte",
        "Rättigheterna till bilden räcker inte.",
        "The rights to the image do not suffice.",
    ),
    "error": WithdrawalReason(
        "Något i bilden eller bildtexten är fel",
        "Något i bilden eller bildtexten var fel.",
        "Something in the image or its caption was wrong.",
    ),
    "outdated": WithdrawalReason(
        "Bilden är inaktuell", "Bilden är inaktuell.", "The image is out of date."
    ),
    "other": WithdrawalReason("Annat", "", ""),
}


def get_english_reason(sentence: str) -> str:
    """Return a public sentence in English; somebody's own words as they are."""
    english = {reason.sentence: reason.english for reason in REASONS.values()}
    return english.get(sentence, sentence)
