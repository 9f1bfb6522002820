# SPDX-License-Identifier: GPL-2.0-only
"""Tests in Python: each in a process and a network namespace of its own."""

import ctypes
import os
import pathlib
import re
import subprocess
import sys
import time
import traceback

CLONE_NEWNET = 0x40000000
CLONE_NEWUSER = 0x10000000
SKIP_STATUS = 4

libc = ctypes.CDLL(None, use_errno=True)


def bad_log():
    """What the kernel must not say: the test machine's, or the list as it is."""
    path = pathlib.Path(__file__).parent.parent / 'lib' / 'bad_log'
    lines = path.read_text(encoding='ascii').splitlines()
    return re.compile(os.environ.get('SNAPTUN_BAD_LOG') or
                      '|'.join(l for l in lines if not l.startswith('#')))


def unshare(flags):
    """unshare(2), which this Python may lack."""
    if libc.unshare(flags):
        raise OSError(ctypes.get_errno(), 'unshare')


def setns(path, kind):
    """setns(2) by path."""
    fd = os.open(path, os.O_RDONLY)
    if libc.setns(fd, kind):
        raise OSError(ctypes.get_errno(), f'setns {path}')
    os.close(fd)


def run(command):
    """Run a command line that must succeed; returns what it printed."""
    done = subprocess.run(command.split(), capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise AssertionError(f'{command}: {done.stderr.strip()}')
    return done.stdout


def expect(what, expected, seen):
    """Compare."""
    if expected != seen:
        raise AssertionError(f'{what}: expected {expected!r}, seen {seen!r}')


def expect_true(what, condition):
    """Check."""
    if not condition:
        raise AssertionError(f'expected {what}')


def expect_raises(function, *args):
    """It must fail."""
    try:
        function(*args)
    except Exception:   # pylint: disable=broad-except
        return
    raise AssertionError('expected a failure, seen success')


def wait_for(seconds, condition):
    """Until it holds; a failure when the time is up."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f'not within {seconds} s')
        time.sleep(0.05)


class Skip(Exception):
    """The test has not what it needs."""


def start(function, *args):
    """Run a function in a child process; returns its id."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        function(*args)
        status = 0
    except Skip as reason:
        print(f'# skipped: {reason}')
        status = SKIP_STATUS
    except Exception:   # pylint: disable=broad-except
        for line in traceback.format_exc().splitlines():
            print('#', line)
    sys.stdout.flush()
    os._exit(status)


def wait(pid):
    """Exit status of a child process."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def in_child(function, *args):
    """Run a function in a child process; returns its exit status."""
    return wait(start(function, *args))


def kernel_log():
    """The lines of the kernel's log."""
    return run('dmesg').splitlines()


def main(tests, setup):
    """Run tests, each after setup, and print KTAP."""
    def one(test):
        unshare(CLONE_NEWNET)
        setup()
        test()

    failed = skipped = 0
    print('KTAP version 1')
    print(f'1..{len(tests) + 1}')
    first = len(kernel_log())
    for nr, test in enumerate(tests, 1):
        status = in_child(one, test)
        word = 'ok' if status in (0, SKIP_STATUS) else 'not ok'
        tail = ' # SKIP' if status == SKIP_STATUS else ''
        print(f'{word} {nr} {test.__name__}{tail}', flush=True)
        failed += word != 'ok'
        skipped += status == SKIP_STATUS
    bad = [line for line in kernel_log()[first:] if bad_log().search(line)]
    for line in bad:
        print('# kernel log:', line)
    print(f'{"not ok" if bad else "ok"} {len(tests) + 1} kernel_log_is_clean')
    if failed or bad:
        sys.exit(1)
    sys.exit(SKIP_STATUS if skipped == len(tests) else 0)
