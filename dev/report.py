"""Progress, line by line."""


def say(text):
    """One line of progress, shown at once."""
    print(f"[support_sla] {text}", flush=True)
