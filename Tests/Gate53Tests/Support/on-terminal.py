#!/usr/bin/env python3
"""Runs a command on a pseudo-terminal, and keeps what is drawn there.

usage: on-terminal.py DRAWN PATTERN COUNT FILE COMMAND...

What comes on the terminal is written to DRAWN as it is. Once PATTERN, a regular expression, has been drawn in COUNT
different ways, FILE is made, for whom the command waits. Ends as the command does.
"""

import fcntl
import os
import pathlib
import pty
import re
import struct
import sys
import termios


def main():
    drawn, pattern, count, file, *command = sys.argv[1:]
    process, terminal = pty.fork()
    if process == 0:
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    octets = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            # Linux says so when nobody has the other end any more.
            break
        if not piece:
            break
        octets += piece
        if len(set(re.findall(pattern.encode(), octets))) >= int(count):
            pathlib.Path(file).touch()
    pathlib.Path(drawn).write_bytes(octets)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))


main()
