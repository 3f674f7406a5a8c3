"""The Chromium that browser tests drive: the machine's own, else one that is installed now, else a clear end."""

import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find() -> str | None:
    """The path of a Chromium on this machine, Playwright's own included; None when there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if MAC.exists():
        return str(MAC)
    return playwrights_own()


def playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.exists() else None


def install() -> None:
    """Ask Playwright for its Chromium, then the system's packages where we may."""
    print("No Chromium on this machine: installing one…", flush=True)  # noqa: T201
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get"):
        attempts.insert(
            0, ["sh", "-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"]
        )
    for attempt in attempts:
        done = subprocess.run(attempt, check=False, capture_output=True, text=True, timeout=900)
        if done.returncode == 0 and find():
            return


if __name__ == "__main__":
    if not find():
        install()
    if not find():
        sys.exit("Browser tests need Chromium and none could be installed. On Debian or Ubuntu: apt install chromium")
