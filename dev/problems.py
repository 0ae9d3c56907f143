"""What the set-up tells: its progress, and what went wrong and what to do about it."""

import errno
import shutil


def say(text):
    """One line of progress, shown at once."""
    print(f"[support_sla] {text}", flush=True)


class Problem(Exception):
    """What is wrong, in one sentence, and what the reader can do about it."""

    def __str__(self):
        what, advice = self.args
        return f"support_sla: {what}\nWhat to do: {advice}"


DISK_FULL_WORDS = ("No space left on device", "Disk quota exceeded")


def disk_full(where):
    """The problem of a full disk at `where`."""
    return Problem(
        f"the disk that holds {where} is full.",
        "free at least 4 GB there (or set XDG_CACHE_HOME to a folder on another"
        " disk) and run the same command again; it goes on where it stopped.",
    )


def need_room(folder, size):
    """Make a folder; a problem where its disk has less than `size` bytes free."""
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < size:
        raise disk_full(folder)


def from_os_error(error):
    """The problem behind an OSError, or None where it is a fault of ours."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(error.filename or "the project or its cache")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            f"{error.filename or 'a file'} may not be written by this user.",
            "was the set-up first run by another user? Remove the folder .dev (and,"
            " where it is named above, the cache folder) as that user, or use a"
            " clone of your own.",
        )
    return None


def check_output(output, where):
    """Raise the full-disk problem where a program's output tells of one."""
    if any(word in output for word in DISK_FULL_WORDS):
        raise disk_full(where)


def need(outcome, what, advice, where, count=1):
    """A problem unless a program ended well.

    :param outcome: (exit code, output), as `stream` returns them
    :param what: the problem; the program's last `count` lines are added
    :param where: what a full disk would be full with
    """
    code, output = outcome
    check_output(output, where)
    if code:
        raise Problem(f"{what} ({last_words(output, count)}).", advice)


def last_words(output, count=3):
    """The last lines of a program's output, on one line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return " / ".join(lines[-count:]) or "it said nothing"
