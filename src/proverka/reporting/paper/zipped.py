"""Files of an archive with the same bytes whenever they are put together."""

import io
import zipfile

# The first moment that the format can express: an archive made of the same files is the same on any day.
NO_TIME = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"


def rezipped(archive: bytes) -> bytes:
    """Return an archive with its files in the order of their names, as an OPC package asks, and no times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in sorted(before.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # else it tells on which system it was made
            after.writestr(entry, before.read(name))
    return out.getvalue()
