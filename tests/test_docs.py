"""The documents name only what exists, and leave out nothing that people can set or type."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from digitnet.cli import main

PROJECT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    path.relative_to(PROJECT).as_posix()
    for pattern in ("*.md", "docs/*.md", "deploy/**/*.md")
    for path in PROJECT.glob(pattern)
)
TOP_FOLDERS = ("assets", "benchmarks", "deploy", "digitnet", "docs", "tests")


def text_of(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """The headings of a document as GitHub makes addresses of them."""
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document):
    here = PROJECT / document
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(document)):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        file = here.parent / name if name else here
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_that_are_named_exist(document):
    named = re.findall(rf"`((?:{'|'.join(TOP_FOLDERS)})/[\w./-]+)`", text_of(document))
    missing = [name for name in named if not (PROJECT / name).exists()]
    assert not [name for name in missing if not re.search("NAME|LANG", name)]


def test_every_setting_is_in_readme():
    sources = [*PROJECT.glob("digitnet/**/*.py"), PROJECT / "app.py"]
    settings = {
        name
        for source in sources
        for name in re.findall(r"\bDIGITNET_[A-Z_]+\b", source.read_text(encoding="utf-8"))
    }
    readme = text_of("README.md")
    assert settings
    assert not [name for name in sorted(settings) if name not in readme]


def test_every_benchmark_is_described_and_no_other():
    described = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"benchmarks\.(\w+)", " ".join(text_of(document).split()))
    } - {"NAME"}
    # The one that makes README's picture measures nothing.
    existing = {path.stem for path in PROJECT.glob("benchmarks/*.py")} - {"__init__", "picture"}
    assert described == existing


def test_every_command_is_described_and_no_other():
    assert isinstance(main, click.Group)
    lines = re.findall(r"^    digitnet (\w+)", text_of("docs/command-line.md"), re.M)
    shown = {name for name, command in main.commands.items() if not command.hidden}
    assert set(lines) == shown


def test_options_in_the_list_of_commands_exist():
    assert isinstance(main, click.Group)
    for line in text_of("docs/command-line.md").splitlines():
        if not line.startswith("    digitnet "):
            continue
        command = main.commands[line.split()[1]]
        commands = [command, *getattr(command, "commands", {}).values()]
        known = {option for one in commands for param in one.params for option in param.opts}
        assert set(re.findall(r"--[\w-]+", line)) <= known, line
