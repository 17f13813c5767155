"""People seen from behind, on their way: one on foot, one on a bicycle, in winter light."""

from __future__ import annotations

from demo.drawing import Sheet


def walker(sheet: Sheet) -> None:
    """Somebody on the way in, 260 units tall, the feet at (0, 0)."""
    sheet.path("M-18 2C-40 40 -90 80 -150 110L-50 112C-20 80 10 40 16 4Z", "#4f6094", opacity=0.55)
    legs = "M-20 -112L-19 -10C-19 0 -2 0 -1 -8L2 -100ZM4 -104L7 -22C8 -12 25 -14 25 -24L24 -112Z"
    sheet.lit(legs, "#1f2842", "#6f6a80", (-4, 0))
    sheet.path("M-22 -6h23v9h-28c0 -5 2 -8 5 -9zM6 -20h22v9h-25z", "#131829")
    coat = (
        "M-18 -208C-32 -202 -38 -180 -39 -150L-36 -90C-14 -84 14 -84 34 -91L38 -152"
        "C37 -182 32 -203 20 -208Z"
    )
    sheet.lit(
        coat, sheet.across(-40, 40, "#7e2f36", (0.6, "#a33f3a"), "#d4684a"), "#ffc088", (-4, 2)
    )
    sheet.line("M0 -196V-88", "#5f2430", 1.8)
    for d in (
        "M-32 -194C-46 -172 -52 -140 -50 -112L-39 -110C-38 -136 -36 -156 -30 -170Z",
        "M30 -196C46 -176 54 -146 50 -118L39 -114C40 -138 36 -158 28 -174Z",
    ):
        sheet.lit(d, "#8a333a", "#ffb47c", (-3, 1))
    sheet.ellipse(-45, -106, 6, 8, "#1b2238")
    sheet.ellipse(45, -111, 6, 8, "#1b2238")
    sheet.path(
        "M-17 -216C-10 -202 12 -202 19 -216L24 -202C12 -190 -10 -190 -21 -202ZM8 -202"
        "L18 -158L6 -154L1 -198Z",
        "#d9aa54",
    )
    hat = "M-15 -216C-20 -240 -12 -254 1 -254C15 -254 22 -240 17 -216C10 -210 -8 -210 -15 -216Z"
    sheet.lit(hat, "#27345a", "#c79b83", (-3, 1))
    sheet.path("M-16 -222H18V-213C8 -208 -8 -208 -16 -213Z", "#394a7c")
    sheet.circle(1, -256, 7.5, "#d3dbea")


def rider(sheet: Sheet) -> None:
    """From behind: the wheel on the ground at (0, 0), the helmet 330 above."""
    rim = "#ffcf98"
    sheet.rect(-6, -118, 12, 118, "#141a2c", r=6)
    sheet.line("M-5 -110V-8", "#565f7c", 2)
    sheet.path("M-17 -126C-17 -140 17 -140 17 -126V-96H13V-122H-13V-96H-17Z", "#27304a")
    sheet.rect(-5, -152, 10, 40, "#27304a")
    sheet.circle(0, -104, 6.5, "#ff4632")
    sheet.line("M-22 -30H-40M22 -52H40", "#27304a", 7)
    for d in (
        "M-30 -168C-48 -140 -50 -100 -43 -44L-41 -26H-22L-23 -46C-26 -90 -18 -120 -4 -150Z",
        "M30 -168C50 -146 50 -116 42 -72L40 -50H22L23 -70C26 -100 18 -128 4 -150Z",
    ):
        sheet.lit(d, "#222b48", rim, (-3 if d[1] == "3" else 3, 1), 0.7)
    sheet.path(
        "M-46 -30H-20V-16C-28 -12 -46 -12 -47 -18ZM18 -54H44L45 -42C44 -36 26 -36 18 -40Z",
        "#131829",
    )
    sheet.path("M-40 -170C-36 -192 36 -192 40 -170C36 -152 -36 -152 -40 -170Z", "#141a2c")
    for d in (
        "M-34 -282C-60 -272 -78 -240 -82 -206L-88 -186L-72 -180C-62 -204 -50 -226 -32 -238Z",
        "M34 -282C60 -272 78 -240 82 -206L88 -186L72 -180C62 -204 50 -226 32 -238Z",
    ):
        sheet.lit(d, "#1f6a70", rim, (3 if d[1] == "-" else -3, 3), 0.85)
    sheet.line("M-94 -184H-66M66 -184H94", "#131829", 13)
    coat = "M-30 -288C-48 -276 -50 -230 -44 -170C-20 -158 20 -158 44 -170C50 -230 48 -276 30 -288Z"
    sheet.lit(coat, sheet.across(-50, 50, "#2b868a", "#175a64"), rim, (2, 5), 0.9)
    pack = "M-30 -268C-34 -278 34 -278 30 -268L34 -196C34 -184 -34 -184 -34 -196Z"
    sheet.lit(pack, sheet.across(-34, 34, "#d9714e", "#a54737"), "#ffd9a8", (0, 4))
    sheet.path(
        "M-24 -222H24V-196C16 -192 -16 -192 -24 -196ZM-12 -274V-286M12 -274V-286",
        "#8f3c34",
        stroke="#8f3c34",
        stroke_width=4,
    )
    sheet.line("M-20 -226H20", "#f6e7c9", 3)
    sheet.path("M-15 -296C-12 -284 12 -284 15 -296L14 -306H-14Z", "#f0c86c")
    sheet.path("M-18 -300C-24 -270 16 -276 26 -250L40 -256C34 -286 20 -292 16 -300Z", "#e0b252")
    sheet.ellipse(0, -316, 20, 22, "#b4805e")
    helmet = "M-25 -314C-29 -350 29 -350 25 -314C14 -306 -14 -306 -25 -314Z"
    sheet.lit(helmet, "#f4f1ea", "#fff3d6", (2, 5))
    sheet.line("M-11 -313C-14 -324 -12 -331 -8 -335M11 -313C14 -324 12 -331 8 -335", "#55607c", 4.4)
