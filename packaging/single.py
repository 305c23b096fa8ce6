"""The single program: planforge as on the command line; with files instead of a command, what dropping them means."""

import sys
from pathlib import Path

from planforge.cli import main
from planforge.cli.dropped import wait
from planforge.cli.language import say

NOTHING = (
    "把销售明细（Excel、CSV）拖到本程序上：旁边会有一份问卷。\n"
    "在 Excel 里填好问卷，存盘，再拖上来：旁边会有计划文档，或告诉你还缺什么。\n"
    "命令行用法：planforge --help",
    "Drop a sales workbook (Excel, CSV) on this program: a questionnaire will be beside it.\n"
    "Fill it in, save it, and drop it here: the plan's document will be beside it, or what is still missing.\n"
    "On the command line: planforge --help",
)

given = sys.argv[1:]
if given and all(Path(argument).is_file() for argument in given):
    sys.argv[1:] = ["open", *given]
    main()
elif not given and sys.stdin is not None and sys.stdin.isatty():
    print(say(*NOTHING))
    wait()
else:
    main()
