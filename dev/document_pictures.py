"""The pictures of README and docs/: which there are, how they are made of others."""

from dev import places

COLOURS = 64  # each stays below 100 kB
FRONT = places.ADDON / "static/description/screenshot.png"
#: Of the front's two halves: the page, its part that is shown, and what stands between.
DESK, PHONE = ("front_desk_en_1400", (1400, 900)), ("front_phone_en_390", (390, 900))
BETWEEN, GREY = 20, "#d0d4da"


def kept():
    """The files that docs/pictures holds."""
    return sorted((places.ROOT / "docs/pictures").glob("*.png"))


def names(paths):
    """The pictures that are needed for these files, and for the front."""
    return [path.stem for path in paths] + ([DESK[0], PHONE[0]] if paths else [])


def choice(names):
    """pytest's words for the pages of these pictures."""
    return " or ".join(f"test_{name.rsplit('_', 2)[0]}" for name in names)


def write(paths, folder):
    """Write these files, and the front, from the pictures in a folder."""
    from PIL import Image

    def save(picture, path):
        picture.quantize(COLOURS).save(path, optimize=True)

    for path in paths:
        save(Image.open(folder / path.name), path)
    halves = [
        Image.open(folder / f"{name}.png").convert("RGB").crop((0, 0, *size))
        for name, size in (DESK, PHONE)
    ]
    width = sum(half.width for half in halves) + BETWEEN
    front = Image.new("RGB", (width, halves[0].height), GREY)
    front.paste(halves[0], (0, 0))
    front.paste(halves[1], (width - halves[1].width, 0))
    save(front, FRONT)
