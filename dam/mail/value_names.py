"""What letters may say: the words for each of their values, as the editor of letters shows them."""

from __future__ import annotations

from collections.abc import Mapping

VALUES: Mapping[str, str] = {
    "name": "namnet på den som frågar",
    "number": "ärendets nummer",
    "cases": "första och sista ärendets nummer",
    "count": "antal",
    "images": "bildernas id",
    "named": "bildernas titlar och länkar, som _parts/images.txt räknar upp",
    "received": "när ärendet kom in",
    "deadline": "när svaret behövs",
    "question": "det du frågar",
    "message": "det du svarar",
    "reason": "skälet",
    "scope": "vad tillståndet gäller",
    "channels": "kanaler",
    "territory": "område",
    "until": "till när",
    "ends": "när länken slutar fungera",
    "credit": "byline",
    "conditions": "att tänka på",
    "terms": "adress till villkoren",
    "denied": "bilder med nej, skäl och andra förslag",
    "ended": "om tillståndet har gått ut",
    "by_another": "om någon annan än den som frågar har skrivit",
    "region": "regionens namn",
    "since": "sedan när bilden är återkallad",
    "remove": "om läsaren ska ta bort det som är publicerat",
    "replacement": "adress till en annan bild",
    "replaced_by": "den andra bildens id",
    "what": "vad som har ändrats",
    "note": "vad som är nytt i filen",
    "made": "dagens datum",
    "open": "antal ärenden som väntar",
    "late": "försenade ärenden",
    "undelivered": "antal mejl som inte kom fram",
    "in_review": "antal bilder som granskas",
    "refused": "antal bilder som inte publicerades i tid",
    "case": "länk till ärendet",
    "case_links": "länkar till ärendena",
    "download": "länk till bilderna",
    "confirm": "länk som bekräftar",
    "off": "länk som stoppar fler mejl",
    "link": "personlig länk",
    "page": "länk till bildens sida",
    "desk": "länk till ärendet i redaktionen",
    "editor": "länk till bilden i redaktionen",
    "overview": "länk till översikten",
    "press_email": "pressfunktionens e-post",
    "phone": "pressfunktionens telefon",
}
IN_SUBJECT = (
    *("number", "cases", "count", "images", "deadline"),
    *("made", "late", "undelivered", "in_review", "refused"),
)
"""What a subject may say: which case and when, and nothing of what it is about. Subjects are read
on locked screens.
"""
