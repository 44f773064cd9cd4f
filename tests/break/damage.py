"""Ways to damage one file of a store."""

PAGE_BYTES = 4096


def used_bytes(content):
    """Without the zeros at its end: logs are longer than what is written in them."""
    return len(content.rstrip(b"\0"))


def delete(path, _):
    path.unlink()
    return "deleted"


def empty(path, _):
    path.write_bytes(b"")
    return "emptied"


def truncate(path, chance):
    content = path.read_bytes()
    left = chance.randrange(max(1, used_bytes(content)))
    path.write_bytes(content[:left])
    return f"truncated from {len(content)} to {left} bytes"


def flip(path, chance):
    content = bytearray(path.read_bytes())
    at, bit = chance.randrange(used_bytes(content)), chance.randrange(8)
    content[at] ^= 1 << bit
    path.write_bytes(content)
    return f"bit {bit} of byte {at} of {len(content)} flipped"


def zero(path, chance):
    content = bytearray(path.read_bytes())
    at = chance.randrange(used_bytes(content)) // PAGE_BYTES * PAGE_BYTES
    content[at:at + PAGE_BYTES] = bytes(len(content[at:at + PAGE_BYTES]))
    path.write_bytes(content)
    return f"page at {at} of {len(content)} bytes zeroed"


def directory(path, _):
    path.unlink()
    path.mkdir()
    return "replaced by a directory"


def swap(path, other):
    first, second = path.read_bytes(), other.read_bytes()
    path.write_bytes(second)
    other.write_bytes(first)
    return f"swapped with {other.name}"


DAMAGES = [delete, empty, truncate, flip, zero, directory, swap]


def kind(path):
    return path.suffix or path.name.rpartition("-")[0] or path.name


def damage(data, how, chance):
    """Damages one file under `data`; returns what was done in words and the names of the files, or
    None if that cannot be done to the file that was chosen.
    """
    files = sorted(path for path in data.rglob("*") if path.is_file())
    kinds = sorted({kind(path) for path in files})
    chosen = chance.choice(kinds)  # of each kind as often: there may be many tables
    path = chance.choice([file for file in files if kind(file) == chosen])
    if how is swap:
        others = [file for file in files if kind(file) == chosen and file != path]
        if not others:
            return None
        other = chance.choice(others)
        return f"{path.name} {swap(path, other)}", [path.name, other.name]
    if how in (flip, zero) and not used_bytes(path.read_bytes()):
        return None
    return f"{path.name} {how(path, chance)}", [path.name]
