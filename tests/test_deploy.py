"""What is in ``deploy/`` and the Dockerfile fits the app: ports, paths, names, users."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from digitnet.ui.serve import DEFAULT_PORT
from digitnet.ui.server import Server
from digitnet.ui.server.hosts import Hosts
from tests.support.light import FOLDER

PROJECT = Path(__file__).resolve().parents[1]
DEPLOY = PROJECT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
DOCKERFILE = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
UNIT = DEPLOY / "digitnet.service"


def resources() -> dict[str, dict[str, Any]]:
    """The Kubernetes resources, by their kind."""
    listed = kustomization()["resources"]
    texts = [(KUBERNETES / name).read_text(encoding="utf-8") for name in listed]
    return {resource["kind"]: resource for resource in map(yaml.safe_load, texts)}


def kustomization() -> dict[str, Any]:
    text = (KUBERNETES / "kustomization.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def pod() -> dict[str, Any]:
    found: dict[str, Any] = resources()["Deployment"]["spec"]["template"]["spec"]
    return found


def container() -> dict[str, Any]:
    (found,) = pod()["containers"]
    return dict(found)


def front_matter() -> dict[str, Any]:
    text = (DEPLOY / "hugging-face" / "README.md").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text.split("---\n")[1])
    return found


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(UNIT, encoding="utf-8")
    return parser["Service"]


def test_every_resource_is_listed_and_parses():
    files = {path.name for path in KUBERNETES.iterdir()} - {"kustomization.yaml"}
    assert files == set(kustomization()["resources"])
    assert set(resources()) == {
        "Namespace", "PersistentVolumeClaim", "Deployment", "Service", "Ingress",
    }  # fmt: skip


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
    (named,) = container()["ports"]
    assert (named["name"], named["containerPort"]) == ("http", DEFAULT_PORT)
    (served,) = resources()["Service"]["spec"]["ports"]
    assert served["targetPort"] == "http"


def test_probes_ask_what_the_server_answers():
    ours = {route.path for route in Server(Hosts()).routes}
    probes = {name: probe for name, probe in container().items() if name.endswith("Probe")}
    assert set(probes) == {"startupProbe", "livenessProbe", "readinessProbe"}
    for probe in probes.values():
        assert probe["httpGet"]["path"] in ours | {"/_stcore/health"}
        assert probe["httpGet"]["port"] == "http"
    assert "/healthz" in ours


def test_compose_builds_stages_that_there_are():
    stages = re.findall(r"^FROM \S+ AS (\S+)$", DOCKERFILE, re.M)
    assert stages[-1] == "full"  # what is built by default
    for service in COMPOSE["services"].values():
        if build := service.get("build"):
            assert (DEPLOY / build["context"]).resolve() == PROJECT
            assert build["target"] in stages
            arguments = re.findall(r"^ARG (\w+)", DOCKERFILE, re.M)
            assert set(build.get("args", {})) <= set(arguments)


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
    assert {*copied, "pyproject.toml", "README.md", "LICENSE", "digitnet", "assets"} <= sent
    assert all((PROJECT / name).exists() for name in sent)


def test_the_light_image_lacks_what_the_light_tests_hide():
    (removed,) = re.findall(r"uninstall --yes (altair .*)$", DOCKERFILE, re.M)
    hidden = re.findall(r'"(\w+)"', (FOLDER / "sitecustomize.py").read_text(encoding="utf-8"))
    assert {*removed.split(), "tensorflow", "keras"} == set(hidden)


def test_nothing_runs_as_root_or_writes_outside_its_folders():
    (user,) = re.findall(r"^USER (\d+)$", DOCKERFILE, re.M)
    assert f"useradd --create-home --uid {user} " in DOCKERFILE
    assert pod()["securityContext"]["runAsUser"] == int(user) > 0
    assert container()["securityContext"]["readOnlyRootFilesystem"]
    (home,) = re.findall(r"DIGITNET_HOME=(\S+)", DOCKERFILE)
    assert f"VOLUME {home}\n" in DOCKERFILE
    assert {mount["mountPath"] for mount in container()["volumeMounts"]} == {home, "/tmp"}
    for name in ("app", "light", "gpu"):
        service = COMPOSE["services"][name]
        assert (service["read_only"], service["tmpfs"]) == (True, ["/tmp"])
        assert service["volumes"] == [f"data:{home}"]
    assert unit()["DynamicUser"] == "yes"
    assert f"%S/{unit()['StateDirectory']}" == unit()["WorkingDirectory"]
    assert f"DIGITNET_HOME=%S/{unit()['StateDirectory']}" in UNIT.read_text(encoding="utf-8")


def test_kubernetes_names_fit_each_other():
    found = resources()
    assert found["Namespace"]["metadata"]["name"] == kustomization()["namespace"]
    claims = [volume["persistentVolumeClaim"]["claimName"] for volume in pod()["volumes"][:1]]
    assert claims == [found["PersistentVolumeClaim"]["metadata"]["name"]]
    (generated,) = kustomization()["configMapGenerator"]
    assert container()["envFrom"][0]["configMapRef"]["name"] == generated["name"]
    (rule,) = found["Ingress"]["spec"]["rules"]
    assert f"DIGITNET_URL=https://{rule['host']}" in generated["literals"]
    assert found["Ingress"]["spec"]["tls"][0]["hosts"] == [rule["host"]]
    (path,) = rule["http"]["paths"]
    assert path["backend"]["service"]["name"] == found["Service"]["metadata"]["name"]
    assert container()["image"] == kustomization()["images"][0]["name"]
    # Several would not share a room.
    assert found["Deployment"]["spec"]["replicas"] == 1
