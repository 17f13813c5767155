"""What of static SVG 1.1 and 2, without text, may leave; `svg_sanitizer` drops all else."""

from __future__ import annotations


def _split_names(names: str) -> frozenset[str]:
    return frozenset(names.split())


ELEMENTS = _split_names(
    """
    svg g defs symbol use switch title desc style image path rect circle ellipse line polyline
    polygon linearGradient radialGradient stop pattern clipPath mask marker filter feBlend
    feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
    feSpotLight feTile feTurbulence
    """
)
SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image", "use"}
# What is left out as a whole, and is told; a link is left out, and what it leads from stays.
ACTIVE = {
    *("script", "foreignObject", "handler", "listener", "iframe", "audio", "video", "canvas"),
    *("animate", "animateColor", "animateMotion", "animateTransform", "set", "feImage"),
}

PROPERTIES = _split_names(
    """
    clip-path clip-rule color color-interpolation color-interpolation-filters display fill
    fill-opacity fill-rule filter flood-color flood-opacity image-rendering isolation
    lighting-color marker marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity
    overflow paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    transform transform-box transform-origin vector-effect visibility
    """
)
ATTRIBUTES = PROPERTIES | _split_names(
    """
    id class version viewBox preserveAspectRatio x y x1 y1 x2 y2 width height cx cy r rx ry fx fy
    fr d points pathLength offset gradientUnits gradientTransform spreadMethod patternUnits
    patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits markerUnits
    markerWidth markerHeight refX refY orient systemLanguage requiredFeatures requiredExtensions
    filterUnits primitiveUnits in in2 result type values mode operator k1 k2 k3 k4 radius
    stdDeviation dx dy scale xChannelSelector yChannelSelector baseFrequency numOctaves seed
    stitchTiles order kernelMatrix divisor bias targetX targetY edgeMode preserveAlpha
    surfaceScale diffuseConstant specularConstant specularExponent limitingConeAngle pointsAtX
    pointsAtY pointsAtZ z azimuth elevation tableValues slope intercept amplitude exponent
    """
)
FUNCTIONS = {
    *("rgb", "rgba", "hsl", "hsla", "matrix", "translate", "translatex", "translatey"),
    *("scale", "scalex", "scaley", "rotate", "skewx", "skewy"),
}
