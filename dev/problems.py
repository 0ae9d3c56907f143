"""What the set-up tells: its progress, and what went wrong and what to do about it."""

import errno


def say(text):
    """One line of progress, shown at once."""
    print(f"[support_sla] {text}", flush=True)


class Problem(Exception):
    """A failure that the reader can do something about; printed without traceback.

    :param what: one sentence: what is wrong
    :param advice: what to do about it
    """

    def __init__(self, what, advice):
        super().__init__(what)
        self.what = what
        self.advice = advice

    def __str__(self):
        return f"support_sla: {self.what}\nWhat to do: {self.advice}"


DISK_FULL_WORDS = ("No space left on device", "Disk quota exceeded")


def disk_full(where):
    """The problem of a full disk at `where`."""
    return Problem(
        f"the disk that holds {where} is full.",
        "free at least 4 GB there (or set XDG_CACHE_HOME to a folder on another"
        " disk) and run the same command again; it goes on where it stopped.",
    )


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
