"""Coverage that may not sink: everything of ``survey`` and ``storage``, nine tenths of the whole."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

FLOORS = {"survey/": 100.0, "storage/": 100.0, "": 90.0}


def below(files: Mapping[str, Mapping[str, Mapping[str, float]]]) -> list[str]:
    """A sentence for each floor that is not reached; lines and branches count alike."""
    sentences = []
    for prefix, floor in FLOORS.items():
        chosen = [entry["summary"] for name, entry in files.items() if name.startswith(prefix)]
        covered = sum(each["covered_lines"] + each["covered_branches"] for each in chosen)
        there = sum(each["num_statements"] + each["num_branches"] for each in chosen)
        share = 100 * covered / there if there else 0.0
        if share < floor:
            sentences.append(f"{prefix or 'everything'}: {share:.2f} % covered, {floor:.0f} % is the floor")
    return sentences


if __name__ == "__main__":
    found = below(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["files"])
    sys.stdout.write("\n".join(found or ["Coverage floors are kept."]) + "\n")
    sys.exit(bool(found))
