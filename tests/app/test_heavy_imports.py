"""What takes long to load is loaded by digests and closing rounds, never to serve a tap or a command."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_A_WEEK_UNTIL_IT_CLOSES = """
import asyncio, sys
from pathlib import Path
from tests.office import office

async def play():
    async with office(Path(sys.argv[1])) as at_work:
        await at_work.asked()
        await at_work.answer("U2", 4, 3)
        await at_work.type("plan weeks=12")
        await at_work.member().open_home()
    print(sorted({"scipy", "matplotlib"} & sys.modules.keys()))

asyncio.run(play())
"""


def test_taps_commands_and_plans_load_neither_scipy_nor_matplotlib(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _A_WEEK_UNTIL_IT_CLOSES, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr
