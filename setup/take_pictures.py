"""Takes pictures of the pages that matter at three widths in five languages: python setup/take_pictures.py URL FOLDER [--all]."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LANGUAGES = ("en", "my", "km", "lo", "th")


def main(url: str, folder: str, *options: str) -> None:
    paths = [option for option in options if not option.startswith("--")] or [
        "",
        "jobs/",
        "match/",
        "agencies/",
        "corridors/MM-TH-MOU/",
        "help/",
    ]
    widths = (360, 768, 1280) if "--all" in options else (360,)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        for width in widths:
            for language in LANGUAGES if width == 360 or "--every-language" in options else LANGUAGES[:2]:
                page = browser.new_context(
                    viewport={"width": width, "height": 760}, java_script_enabled=False
                ).new_page()
                for path in paths:
                    page.goto(f"{url}/{language}/{path}")
                    name = path.split("?")[0].strip("/").replace("/", "-") or "home"
                    page.screenshot(path=target / f"{name}-{language}-{width}.png", full_page="--fold" not in options)
                page.context.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
