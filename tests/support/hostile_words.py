"""Words that break out of whatever holds them carelessly."""

from xml.sax.saxutils import escape

BREAKS_OUT = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\"' onload='alert(1)"
TEMPLATE = "{{7*7}}${7*7}{% x %}%s%(x)s{0}"
HOSTILE_TITLE = f"=cmd|'/C calc'!A0 {BREAKS_OUT} {TEMPLATE}"
HOSTILE_CAPTION = f"Umeå 2026. {BREAKS_OUT} {TEMPLATE} javascript:alert(1) --><!-- ]]></x>"
HOSTILE_CREATOR = "Åsa \"'><img src=x onerror=alert(1)>"  # a slash parts two names
HOSTILE_PLACE = f"+Umeå {BREAKS_OUT}"
HOSTILE_KEYWORD = f"@SUM(1+1) {BREAKS_OUT}"
OVERRIDE = "\u202e"


def either(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'


HOSTILE_XMP = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">
<dc:title>{either(HOSTILE_TITLE + OVERRIDE)}</dc:title>
<dc:description>{either(HOSTILE_CAPTION)}</dc:description>
<dc:creator><rdf:Seq><rdf:li>{escape(HOSTILE_CREATOR)}</rdf:li></rdf:Seq></dc:creator>
<dc:subject><rdf:Bag><rdf:li>{escape(HOSTILE_KEYWORD)}</rdf:li></rdf:Bag></dc:subject>
<photoshop:City>{escape(HOSTILE_PLACE)}</photoshop:City>
<core:AltTextAccessibility>{either(BREAKS_OUT)}</core:AltTextAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta>""".encode()
