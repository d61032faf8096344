"""The house keeps its own rules: docstrings, names, the clock, complete catalogues, nothing from other hosts."""

import ast
import re
import subprocess
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = (
    "portal",
    "cms",
    "support",
    "audits",
    "jobs",
    "agencies",
    "partners",
    "corridors",
    "accounts",
    "search",
    "reference",
    "foundation",
)
SOURCES = [
    path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts and path.read_text().strip()
]  # fmt: skip
LANGUAGES = ("my", "km", "lo", "th")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)s|%%|\{[a-z_0-9]*\}|%[sd]")
OTHER_DIGITS = re.compile("[\u17e0-\u17e9\u1040-\u1049\u0ed0-\u0ed9\u0e50-\u0e59]")
TAG = re.compile(r"</?[a-z][^>]*>")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_each_module_says_its_one_job(path):
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_no_module_has_a_name_that_says_nothing():
    vague = re.compile(r"^(utils?|helpers?|common|misc|managers?|services?|data)(\.py)?$")
    assert [name_of(path) for path in SOURCES if any(vague.match(part) for part in path.relative_to(ROOT).parts)] == []


def test_only_the_clock_asks_the_system_what_day_it_is():
    asks = re.compile(r"\bdate\.today\(|\bdatetime\.now\(|\btimezone\.now\(|\blocaldate\(")
    found = {name_of(path) for path in SOURCES if asks.search(path.read_text())}
    assert found <= {"foundation/clock.py"}


def test_no_rule_knows_a_float_amount():
    rules = [path for path in SOURCES if "rules" in path.parts or path.name in ("rules.py", "money.py", "costs.py")]
    assert [name_of(path) for path in rules if re.search(r"\bfloat\(", path.read_text())] == []


# Drawn as PDF and never sent to a browser: what a page of paper looks like stands in it.
PAPER = {
    f"templates/{name}.html"
    for name in (
        "jobs/card",
        "agencies/review_cards",
        "agencies/review_paper_form",
        "cms/printed/leaflet",
        "cms/printed/card",
        "partners/kit",
        "audits/paper",
        "portal/example_paper",
    )
}


def test_templates_load_nothing_from_other_hosts_and_hold_no_script_or_style():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text()
        if name_of(path) in PAPER:
            text = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
        assert not re.search(r"""(?:src|action)=["'](?:https?:)?//""", text), path
        assert not re.search(r"<link[^>]+href=[\"'](?:https?:)?//", text), path
        assert not re.search(
            r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(?:application/ld\+json|src=|type=\"application/json\"|id=))",
            text,
        ), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_complete_and_keeps_every_placeholder(language):
    catalogue = polib.pofile(ROOT / "locale" / language / "LC_MESSAGES" / "django.po")
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []
    for entry in catalogue:
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
            assert set(PLACEHOLDER.findall(text)) == wanted, entry.msgid
            assert sorted(TAG.findall(text)) == sorted(TAG.findall(entry.msgid)), entry.msgid
            # As figures beside it are written: two systems of digits on one page are misread.
            assert not OTHER_DIGITS.search(text), entry.msgid


def test_the_catalogues_hold_the_words_of_today(tmp_path):
    """Collecting the words anew finds nothing that the catalogues do not hold."""
    import shutil
    import sys

    shutil.copytree(
        ROOT, tmp_path / "house", ignore=shutil.ignore_patterns(".venv", ".run", ".git", "content", "*.mo", "tests")
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "th", "--add-location", "never", "--no-obsolete"],
        cwd=tmp_path / "house", capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    fresh = polib.pofile(tmp_path / "house" / "locale" / "th" / "LC_MESSAGES" / "django.po")
    held = {
        (entry.msgid, entry.msgctxt) for entry in polib.pofile(ROOT / "locale" / "th" / "LC_MESSAGES" / "django.po")
    }
    assert {entry.msgid for entry in fresh if (entry.msgid, entry.msgctxt) not in held} == set()


def test_files_speak_of_the_product_alone():
    """No machine's paths in what is committed."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    path_of_a_machine = re.compile(r"(?<![\w.])/(?:work|tmp|root|home)/\w")
    for name in listed.stdout.split("\n"):
        path = ROOT / name
        if path.suffix in (".py", ".md", ".html", ".toml", ".txt", ".in", "") and path.is_file():
            assert not path_of_a_machine.search(path.read_text(errors="replace")), name
