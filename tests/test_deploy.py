"""What is in ``deploy/`` and the Dockerfile fits the app: ports, paths, names, users.

Kubernetes has a file of its own.
"""

from __future__ import annotations

import configparser
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from digitnet.ui.serve import DEFAULT_PORT
from tests.support.light import FOLDER

PROJECT = Path(__file__).resolve().parents[1]
DEPLOY = PROJECT / "deploy"
DOCKERFILE = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
FINISH = DEPLOY / "finish-image.sh"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SEVERAL = yaml.safe_load((DEPLOY / "compose.several.yaml").read_text(encoding="utf-8"))
UNIT = DEPLOY / "digitnet.service"
TABLE = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = TABLE["optional-dependencies"]


def front_matter() -> dict[str, Any]:
    text = (DEPLOY / "hugging-face" / "README.md").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text.split("---\n")[1])
    return found


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(UNIT, encoding="utf-8")
    return parser["Service"]


@pytest.mark.parametrize(
    "path", [PROJECT / "Dockerfile", *DEPLOY.rglob("*.*")], ids=lambda p: p.name
)
def test_settings_are_ones_that_the_app_reads(path):
    code = "".join(
        file.read_text(encoding="utf-8") for file in PROJECT.joinpath("digitnet").rglob("*.py")
    )
    for name in re.findall(r"\bDIGITNET_\w+", path.read_text(encoding="utf-8")):
        assert f'"{name}"' in code, name


def test_everything_means_the_same_port():
    port = str(DEFAULT_PORT)
    assert re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.M) == [port]
    assert f'CMD ["digitnet", "serve", "--port", "{port}"]' in DOCKERFILE
    assert f"http://localhost:{port}/healthz" in DOCKERFILE
    assert front_matter()["app_port"] == DEFAULT_PORT
    assert unit()["ExecStart"].endswith(f"digitnet serve --port {port}")
    assert COMPOSE["services"]["app"]["ports"] == [f"{port}:{port}"]
    assert f"--to server:{port}" in COMPOSE["services"]["https"]["command"]
    balancer = SEVERAL["services"]["balancer"]
    assert balancer["ports"] == [f"{port}:{balancer['environment']['LISTEN'].lstrip(':')}"]


@pytest.mark.parametrize("compose", [COMPOSE, SEVERAL], ids=["one", "several"])
def test_compose_builds_stages_that_there_are(compose):
    stages = re.findall(r"^FROM \S+ AS (\S+)$", DOCKERFILE, re.M)
    assert stages[-1] == "full"  # what is built by default
    arguments = re.findall(r"^ARG (\w+)", DOCKERFILE, re.M)
    for service in compose["services"].values():
        if build := service.get("build"):
            assert (DEPLOY / build["context"]).resolve() == PROJECT
            assert build["target"] in stages
            given = build.get("args", {})
            assert set(given) <= set(arguments)
            assert set(given.get("EXTRAS", "").split()) <= set(EXTRAS)


def test_the_base_is_pinned():
    (base,) = re.findall(r"^ARG PYTHON=(\S+)$", DOCKERFILE, re.M)
    assert re.fullmatch(r"\S+:3\.11\.\d+-\S+@sha256:[0-9a-f]{64}", base)
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)) == {
        "${PYTHON}", "build", "runtime",
    }  # fmt: skip


def test_what_is_copied_reaches_the_builder():
    rules = (PROJECT / ".dockerignore").read_text(encoding="utf-8").split()
    assert rules[0] == "*"
    sent = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = re.findall(r"^COPY ([\w.-]+\.txt) \./$", DOCKERFILE, re.M)
    assert len(copied) == 2
    finish = FINISH.relative_to(PROJECT).as_posix()
    assert f"COPY {finish} /usr/local/bin/{FINISH.stem}\n" in DOCKERFILE
    assert {*copied, finish, "pyproject.toml", "README.md", "LICENSE", "digitnet", "assets"} <= sent
    assert all((PROJECT / name).exists() for name in sent)


def removed() -> set[str]:
    """The packages that no image has."""
    (line,) = re.findall(r"uninstall --yes (altair .*)$", FINISH.read_text(encoding="utf-8"), re.M)
    return {*line.split()} - {"libclang"}


def test_images_lack_what_the_light_tests_hide():
    hidden = re.findall(r'"(\w+)"', (FOLDER / "sitecustomize.py").read_text(encoding="utf-8"))
    assert {*removed(), "tensorflow", "keras"} == set(hidden)


def test_pages_have_no_tables_and_charts_of_streamlit():
    # The light tests do not see all pages.
    needs = re.compile(r"\bst\.(\w*chart|dataframe|data_editor|table|map)\b")
    for path in PROJECT.joinpath("digitnet").rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        assert not needs.search(code), path
        assert not re.search(rf"^\s*(import|from) ({'|'.join(removed())})\b", code, re.M), path


def test_each_image_lists_what_is_in_it():
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.M)
    for name in ("light", "full"):
        (build,) = [stage for stage in stages if stage.startswith(f"build AS build-{name}\n")]
        last = re.findall(r"^RUN .*$", build, re.M)[-1]
        assert last == f"RUN pip --python /opt/digitnet install --no-deps . && {FINISH.stem}"
        assert f"COPY --from=build-{name} /opt/digitnet /opt/digitnet\n" in DOCKERFILE
    script = FINISH.read_text(encoding="utf-8")
    assert script.rstrip().endswith("--output-file $home/sbom.cdx.json")
    assert "home=/opt/digitnet\n" in script


def test_the_image_for_processors_has_the_tested_tensorflow():
    tensorflow, keras = requirements_of("tensorflow"), requirements_of("keras")
    assert len(tensorflow) == len(keras) == 1
    # What the Dockerfile puts in place of the first one's name.
    assert "s/^tensorflow>/$tensorflow>/" in DOCKERFILE
    assert tensorflow[0].startswith("tensorflow>")
    assert EXTRAS["gpu"] == [tensorflow[0].replace("tensorflow", "tensorflow[and-cuda]", 1)]


def requirements_of(name: str) -> list[str]:
    lines = (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if re.match(rf"{name}\b", line)]


def test_pages_of_several_servers_share_what_they_have_to():
    one, other = (SEVERAL["services"][name] for name in ("page-a", "page-b"))
    assert one["environment"] == other["environment"]
    database = SEVERAL["services"]["database"]["environment"]
    written = one["environment"]["DIGITNET_DATABASE"].replace("${POSTGRES_PASSWORD:?}", "secret")
    address = urlsplit(written)
    assert address.hostname == "database"
    assert address.username == database["POSTGRES_USER"] == address.path.lstrip("/")
    balancer = SEVERAL["services"]["balancer"]
    assert {balancer["environment"][name] for name in ("PAGE_A", "PAGE_B")} == {
        f"page-a:{DEFAULT_PORT}", f"page-b:{DEFAULT_PORT}",
    }  # fmt: skip
    (fixed,) = balancer["networks"].values()
    assert one["environment"]["FORWARDED_ALLOW_IPS"] == fixed["ipv4_address"]
    asked = set(re.findall(r'"\$\{(\w+)\}"', (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8")))
    assert asked == set(balancer["environment"])


def test_servers_join_the_cluster_through_nodes_of_their_own():
    services = SEVERAL["services"]
    engine = services["page-a"]["environment"]["DIGITNET_RAY"]
    name, port = engine.split(":")
    assert f"--head --port {port} " in services[name]["command"]
    for letter in "ab":
        node, page = services[f"node-{letter}"], services[f"page-{letter}"]
        assert f"ray start --address {engine} --num-cpus 0 " in node["command"]
        for shared in ("network_mode", "ipc", "pid"):
            assert node[shared] == f"service:page-{letter}"
        assert page["ipc"] == "shareable"
        # What Ray writes, and nothing else, is in both.
        assert {*node["volumes"]} & {*page["volumes"]} == {f"page-{letter}:/tmp"}
    assert f"--address {engine} " in services["gpu"]["command"]
    assert services["gpu"]["profiles"] == ["gpu"]


def test_nothing_runs_as_root_or_writes_outside_its_folders():
    (user,) = re.findall(r"^USER (\d+)$", DOCKERFILE, re.M)
    assert f"useradd --create-home --uid {user} " in DOCKERFILE
    assert int(user) > 0
    (home,) = re.findall(r"DIGITNET_HOME=(\S+)", DOCKERFILE)
    assert f"VOLUME {home}\n" in DOCKERFILE
    for name in ("app", "light", "gpu"):
        service = COMPOSE["services"][name]
        assert (service["read_only"], service["tmpfs"]) == (True, ["/tmp"])
        assert service["volumes"] == [f"data:{home}"]
    ours = [service for service in SEVERAL["services"].values() if "build" in service]
    assert len(ours) == 6
    for service in ours:
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        places = {volume.rpartition(":")[2] for volume in service["volumes"]}
        assert places | {*service.get("tmpfs", [])} <= {home, "/tmp"}
    assert unit()["DynamicUser"] == "yes"
    assert f"%S/{unit()['StateDirectory']}" == unit()["WorkingDirectory"]
    assert f"DIGITNET_HOME=%S/{unit()['StateDirectory']}" in UNIT.read_text(encoding="utf-8")
