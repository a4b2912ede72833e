"""What pip installs: requirements, the wheel, and the app it serves from an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitnet.network.installed import PACKAGES
from tests.support.ports import free_port
from tests.support.waiting import wait_for

PROJECT = Path(__file__).resolve().parents[1]
BUNDLE = "digitnet/bundle/"
PROJECT_TABLE = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements(name: str) -> list[str]:
    lines = (PROJECT / name).read_text(encoding="utf-8").splitlines()
    return sorted(line for line in lines if line and not line.startswith(("#", "-r")))


def test_requirements_agree_with_the_package():
    assert requirements("requirements.txt") == sorted(PROJECT_TABLE["dependencies"])
    extras = PROJECT_TABLE["optional-dependencies"]
    assert requirements("requirements-dev.txt") == sorted(extras["dev"])
    (tensorflow,) = [one for one in PROJECT_TABLE["dependencies"] if one.startswith("tensorflow>")]
    left_out = tuple(f"{package}>" for package in PACKAGES)
    light = [one for one in PROJECT_TABLE["dependencies"] if not one.startswith(left_out)]
    assert requirements("requirements-light.txt") == sorted(light)
    assert len(light) + len(PACKAGES) == len(PROJECT_TABLE["dependencies"])
    assert extras["gpu"] == [tensorflow.replace("tensorflow", "tensorflow[and-cuda]")]


def test_readme_and_package_name_the_same_pythons():
    pythons = [
        version
        for classifier in PROJECT_TABLE["classifiers"]
        if (version := classifier.rpartition(" :: ")[2]).startswith("3.")
    ]
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"Python {pythons[0]} to {pythons[-1]}\b", readme)
    assert PROJECT_TABLE["requires-python"].startswith(f">={pythons[0]},")


def build(source: Path, target: Path, kind: str) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", target],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (made,) = target.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(PROJECT, tmp_path_factory.mktemp("wheel"), "wheel")


def contents(wheel: Path) -> dict[str, int]:
    """The names in a wheel and the checksums of what they hold."""
    with zipfile.ZipFile(wheel) as archive:
        return {info.filename: info.CRC for info in archive.infolist()}


def files_below(folder: str) -> set[str]:
    return {
        path.relative_to(PROJECT).as_posix()
        for path in PROJECT.joinpath(folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


def test_the_wheel_holds_the_package_and_what_lies_beside_it(wheel):
    names = {name for name in contents(wheel) if ".dist-info/" not in name}
    beside = files_below("assets") | {"app.py", ".streamlit/config.toml"}
    assert names == files_below("digitnet") | {BUNDLE + name for name in beside}
    assert {"digitnet/py.typed", "digitnet/ui/static/ink.js"} <= names


def test_the_source_distribution_builds_the_same_wheel(wheel, tmp_path):
    source = build(PROJECT, tmp_path / "source", "sdist")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    again = contents(build(unpacked, tmp_path / "again", "wheel"))
    assert again == contents(wheel)


@pytest.fixture(scope="module")
def site_packages(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what pip installs of the wheel; its requirements are installed already."""
    folder = tmp_path_factory.mktemp("site-packages")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*command, "--no-index", "--no-deps", "--no-compile", "--target", folder, wheel],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def served(site_packages: Path, tmp_path: Path) -> Iterator[str]:
    """The address of the installed app, started by its script in an empty folder."""
    port = free_port()
    empty, home = tmp_path / "empty", tmp_path / "home"
    empty.mkdir()
    # Coverage tools and the like may have put the checkout there.
    environment = os.environ | {"PYTHONPATH": str(site_packages), "DIGITNET_HOME": str(home)}
    (script,) = site_packages.joinpath("Scripts" if os.name == "nt" else "bin").glob("digitnet*")
    command = [script] if os.name == "nt" else [sys.executable, script]
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port), "--host", "127.0.0.1"],
            cwd=empty,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield f"http://127.0.0.1:{port}"
        assert not list(empty.iterdir()), "the app left something in the folder"
        assert f"http://127.0.0.1:{port}" in log.read_text()
    finally:
        process.terminate()
        process.wait(30)


def fetch(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bytes(response.read())
    except OSError:
        return None


def test_the_installed_app_is_served_from_an_empty_folder(served):
    wait_for(lambda: fetch(f"{served}/_stcore/health") == b"ok", seconds=60)
    page = (fetch(f"{served}/") or b"").decode()
    scripts = re.findall(r'(?:src|href)="\./((?:static|script)/[^"]+\.(?:js|css))"', page)
    assert scripts
    assert all(fetch(f"{served}/{name}") for name in scripts)


def test_an_installed_package_finds_all_it_came_with(site_packages, tmp_path):
    program = (
        "from digitnet import paths\n"
        "from digitnet.data.mnist import load_mnist\n"
        "from digitnet.store.store import ModelStore\n"
        "load_mnist()\n"
        "ModelStore().get('shipped').verify()\n"
        "for path in (paths.APP, paths.ICON, paths.STREAMLIT_CONFIG, paths.STATIC / 'ink.js'):\n"
        "    assert path.is_file(), path\n"
        "# Streamlit looks for its settings beside the script.\n"
        "assert paths.STREAMLIT_CONFIG == paths.APP.parent / '.streamlit' / 'config.toml'\n"
        "print(paths.ASSETS, paths.python_path(), sep='\\n')"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(site_packages)},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assets, search = result.stdout.splitlines()
    assert Path(assets) == site_packages / BUNDLE / "assets"
    assert str(site_packages) in search
