"""Reasons of a decision, with sentences for the public and for staff (docs/rights.md)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReasonCode(StrEnum):
    """Stable words for machines."""

    NOT_PUBLISHED = "not_published"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    DENIED = "denied"
    EMBARGOED = "embargoed"
    DISPLAY_ENDED = "display_ended"
    USE_ENDED = "use_ended"
    BASIS_WITHDRAWN = "basis_withdrawn"
    BASIS_EXPIRED = "basis_expired"
    BASIS_MISSING = "basis_missing"
    BASIS_LIMITED = "basis_limited"
    NO_TERMS = "no_terms"
    NOT_READY = "not_ready"
    WHOLE_ONLY = "whole_only"
    NEEDS_APPROVAL = "needs_approval"
    GRANT_ENDED = "grant_ended"
    GRANT_REVOKED = "grant_revoked"


@dataclass(frozen=True, slots=True)
class Reason:
    """``sentence`` is for the public and tells nothing of anybody; the others are for staff.

    What was public is ``over`` where it is closed for good; any other reason closes it for a while.
    ``by_somebody`` says that it was somebody's will, not the calendar's.
    """

    code: ReasonCode
    sentence: str
    staff: str
    remedy: str
    over: bool = False
    by_somebody: bool = False


NOT_OPEN = "Bilden är inte publicerad."
NO_LONGER = "Tiden för att använda bilden har gått ut."
NOT_NOW = "Bilden får inte användas nu."

REASONS = {
    reason.code: reason
    for reason in (
        Reason(ReasonCode.NOT_PUBLISHED, NOT_OPEN, "Bilden är ett utkast.", "Publicera bilden."),
        Reason(
            ReasonCode.WITHDRAWN,
            "Bilden är återkallad. Använd den inte i nya publiceringar.",
            "Bilden är återkallad.",
            "Häv återkallelsen eller välj en annan bild.",
            over=True,
            by_somebody=True,
        ),
        Reason(
            ReasonCode.ERASED,
            "Bilden är återkallad. Använd den inte i nya publiceringar.",
            "Bilden är raderad.",
            "Det går inte att ångra. Välj en annan bild.",
            over=True,
            by_somebody=True,
        ),
        Reason(
            ReasonCode.DENIED,
            NOT_NOW,
            "Bilden är stängd under en period.",
            "Ändra perioden under Tider.",
        ),
        Reason(
            ReasonCode.EMBARGOED,
            NOT_OPEN,
            "Bilden är spärrad.",
            "Vänta tills spärren släpper, eller dela en spärrad länk.",
        ),
        Reason(
            ReasonCode.DISPLAY_ENDED,
            NO_LONGER,
            "Tiden då bilden visas har gått ut.",
            "Förläng tiden under Tider.",
            over=True,
        ),
        Reason(
            ReasonCode.USE_ENDED,
            NO_LONGER,
            "Tiden då bilden får användas har gått ut.",
            "Förläng tiden under Tider.",
            over=True,
        ),
        Reason(
            ReasonCode.BASIS_WITHDRAWN,
            NOT_NOW,
            "Någon på bilden har dragit tillbaka sitt samtycke.",
            "Ta in ett nytt samtycke eller återkalla bilden.",
            over=True,
            by_somebody=True,
        ),
        Reason(
            ReasonCode.BASIS_EXPIRED,
            NOT_NOW,
            "Ett samtycke eller avtal för någon på bilden har gått ut.",
            "Förnya det i registret över personer.",
            over=True,
        ),
        Reason(
            ReasonCode.BASIS_MISSING,
            NOT_NOW,
            "Någon på bilden saknar samtycke eller annan grund för redaktionell användning.",
            "Lägg in grunden i registret över personer.",
        ),
        Reason(
            ReasonCode.BASIS_LIMITED,
            NOT_NOW,
            "Någon på bilden har bara sagt ja till vissa kanaler, och villkoren begränsar inget.",
            "Välj Fri med villkor eller Kräver godkännande, eller återkalla bilden.",
        ),
        Reason(ReasonCode.NO_TERMS, NOT_OPEN, "Bilden har inga villkor.", "Välj villkor."),
        Reason(
            ReasonCode.NOT_READY,
            "Bildens storlekar är inte klara.",
            "Bildens storlekar är inte klara.",
            "Vänta en stund och försök igen.",
        ),
        Reason(
            ReasonCode.WHOLE_ONLY,
            "Bilden lämnas bara ut hel.",
            "Villkoren tillåter inte beskärning, eller så gäller ett tillstånd för hela bilden.",
            "Ladda ner bilden hel.",
        ),
        Reason(
            ReasonCode.NEEDS_APPROVAL,
            "Bilden kräver godkännande.",
            "Bilden lämnas bara ut efter godkännande.",
            "Begär att få använda bilden.",
        ),
        Reason(
            ReasonCode.GRANT_ENDED,
            "Tillståndet att använda bilden gäller inte längre.",
            "Tillståndet har gått ut.",
            "Begär att få använda bilden igen.",
        ),
        Reason(
            ReasonCode.GRANT_REVOKED,
            "Tillståndet att använda bilden är återkallat.",
            "Tillståndet är återkallat.",
            "Begär att få använda bilden igen.",
        ),
    )
}
