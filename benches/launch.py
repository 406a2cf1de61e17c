"""Runs one program and writes what it cost: `launch.py RESULT OUTPUT PROGRAM [WORD ...]`.

A process is charged for the memory of the one that started it, so this one is small: no module but these two.
"""

import os
import sys
import time


def main():
    result, output, *words = sys.argv[1:]
    silent = (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0)
    told = (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    start = time.monotonic()
    process = os.posix_spawn(words[0], words, os.environ, file_actions=[silent, told, (os.POSIX_SPAWN_DUP2, 1, 2)])
    _, status, usage = os.wait4(process, 0)
    seconds = time.monotonic() - start
    with open(result, "w") as file:
        cpu = usage.ru_utime + usage.ru_stime
        file.write(f"{seconds} {cpu} {usage.ru_maxrss * 1024} {os.waitstatus_to_exitcode(status)}")


main()
