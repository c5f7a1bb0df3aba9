"""Which disks a SQLite file is safe on."""

import re
from pathlib import Path

from storage.errors import UnsafeDiskError

MOUNTS = Path("/proc/mounts")

_NETWORK = frozenset(
    {
        *("9p", "afs", "beegfs", "ceph", "cifs", "davfs", "fuse", "glusterfs", "gpfs", "lustre", "ncpfs"),
        *("nfs", "nfs4", "smb2", "smb3", "smbfs", "vboxsf"),
    }
)


def refuse_network_disk(file: Path, *, mounts: str | None = None) -> None:
    """Stop where SQLite's write-ahead log does not work: "WAL does not work over a network filesystem".

    Args:
        file: the database, which need not exist yet.
        mounts: the text of ``/proc/mounts``; None reads it where the system has it.

    Raises:
        UnsafeDiskError: the file would lie on a network file system.
    """
    if mounts is None:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.exists() else ""
    place, kind = _mount_of(file.resolve(), mounts)
    # Sandboxes such as gVisor serve the whole machine's root over 9p from its own disk.
    if kind.partition(".")[0] in _NETWORK and (place, kind) != (Path("/"), "9p"):
        raise UnsafeDiskError(
            f"{file} lies on a network file system ({kind} at {place}), where SQLite loses data; "
            "put the database on a local disk and say so in DATABASE_URL."
        )


def _mount_of(file: Path, mounts: str) -> tuple[Path, str]:
    found = (Path("/"), "")
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        place = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[1]))
        # A later mount at the same place hides the earlier one, hence ">=".
        if file.is_relative_to(place) and len(place.parts) >= len(found[0].parts):
            found = (place, fields[2])
    return found
