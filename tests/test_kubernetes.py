"""What is in ``deploy/kubernetes/`` fits the app and itself: names, ports, paths, users."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from digitnet.ui.serve import DEFAULT_PORT
from digitnet.ui.server import Server
from digitnet.ui.server.hosts import Hosts

PROJECT = Path(__file__).resolve().parents[1]
KUBERNETES = PROJECT / "deploy" / "kubernetes"
FOLDERS = ("one", "several", "ray", "ray-gpu")
"""Each builds on the one before it."""


def read(folder: str, name: str) -> Any:
    """The resource in a file, or the first of several."""
    text = (KUBERNETES / folder / name).read_text(encoding="utf-8")
    return next(yaml.safe_load_all(text))


def resources() -> dict[str, dict[str, Any]]:
    """The resources of one server, by their kind."""
    listed = read("one", "kustomization.yaml")["resources"]
    return {resource["kind"]: resource for resource in (read("one", name) for name in listed)}


def pod(deployment: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = deployment["spec"]["template"]["spec"]
    return found


def server(deployment: dict[str, Any]) -> dict[str, Any]:
    (found,) = pod(deployment)["containers"]
    return dict(found)


DEPLOYMENT = resources()["Deployment"]


@lru_cache
def rendered(folder: str) -> dict[tuple[str, str], dict[str, Any]]:
    """What ``kubectl apply --kustomize`` would send, by kind and name."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed")
    command = [kubectl, "kustomize", str(KUBERNETES / folder)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {(one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(text)}


def test_every_file_is_listed():
    assert {path.name for path in KUBERNETES.iterdir()} == set(FOLDERS)
    for before, folder in zip(("", *FOLDERS), FOLDERS, strict=False):
        described = read(folder, "kustomization.yaml")
        paths = [patch["path"] for patch in described.get("patches", []) if "path" in patch]
        listed = {*described["resources"], *paths}
        files = {path.name for path in KUBERNETES.joinpath(folder).iterdir()}
        assert listed == files - {"kustomization.yaml"} | ({f"../{before}"} if before else set())
    assert set(resources()) == {
        "Namespace", "PersistentVolumeClaim", "Deployment", "Service", "Ingress",
    }  # fmt: skip


def test_everything_means_the_same_port():
    (named,) = server(DEPLOYMENT)["ports"]
    assert (named["name"], named["containerPort"]) == ("http", DEFAULT_PORT)
    (served,) = resources()["Service"]["spec"]["ports"]
    assert served["targetPort"] == "http"


def test_probes_ask_what_the_server_answers():
    ours = {route.path for route in Server(Hosts()).routes}
    probes = {name: probe for name, probe in server(DEPLOYMENT).items() if name.endswith("Probe")}
    assert set(probes) == {"startupProbe", "livenessProbe", "readinessProbe"}
    for probe in probes.values():
        assert probe["httpGet"]["path"] in ours | {"/_stcore/health"}
        assert probe["httpGet"]["port"] == "http"
    assert "/healthz" in ours


def test_names_fit_each_other():
    found = resources()
    kustomization = read("one", "kustomization.yaml")
    assert found["Namespace"]["metadata"]["name"] == kustomization["namespace"]
    claims = [
        volume["persistentVolumeClaim"]["claimName"] for volume in pod(DEPLOYMENT)["volumes"][:1]
    ]
    assert claims == [found["PersistentVolumeClaim"]["metadata"]["name"]]
    (generated,) = kustomization["configMapGenerator"]
    assert server(DEPLOYMENT)["envFrom"][0]["configMapRef"]["name"] == generated["name"]
    (rule,) = found["Ingress"]["spec"]["rules"]
    assert f"DIGITNET_URL=https://{rule['host']}" in generated["literals"]
    assert found["Ingress"]["spec"]["tls"][0]["hosts"] == [rule["host"]]
    (path,) = rule["http"]["paths"]
    assert path["backend"]["service"]["name"] == found["Service"]["metadata"]["name"]
    assert server(DEPLOYMENT)["image"] == kustomization["images"][0]["name"]
    # Without ../several, several would not share a room.
    assert found["Deployment"]["spec"]["replicas"] == 1


def test_the_cluster_is_called_what_servers_call_it():
    cluster = read("ray", "engine.yaml")
    (generated,) = read("ray", "kustomization.yaml")["configMapGenerator"]
    # KubeRay's name for the service of a cluster's head.
    address = f"{cluster['metadata']['name']}-head-svc:6379"
    assert generated["literals"] == [f"DIGITNET_RAY={address}"]
    (node,) = pod(read("ray", "servers.yaml"))["initContainers"]
    assert f"ray start --address {address} --num-cpus 0 " in node["command"][-1]
    assert read("ray", "network.yaml")["spec"]["podSelector"]["matchLabels"] == {
        "ray.io/cluster": cluster["metadata"]["name"]
    }


def test_the_cluster_has_the_ray_of_the_image():
    try:
        installed = metadata.version("ray")
    except metadata.PackageNotFoundError:
        pytest.skip("Ray is not installed")
    assert read("ray", "engine.yaml")["spec"]["rayVersion"] == installed


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_runs_as_root_or_writes_outside_its_folders(folder):
    found = rendered(folder)
    pods = [pod(one) for (kind, _), one in found.items() if kind == "Deployment"]
    for one in found.values():
        if one["kind"] == "RayCluster":
            groups = [one["spec"]["headGroupSpec"], *one["spec"]["workerGroupSpecs"]]
            pods += [group["template"]["spec"] for group in groups]
    assert len(pods) == (3 if "ray" in folder else 1)
    dockerfile = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    for spec in pods:
        assert f"USER {spec['securityContext']['runAsUser']}\n" in dockerfile
        assert spec["securityContext"]["runAsNonRoot"]
        assert not spec["automountServiceAccountToken"]
        volumes = {volume["name"] for volume in spec["volumes"]}
        for container in [*spec["containers"], *spec.get("initContainers", [])]:
            assert container["image"].startswith("registry.example.org/digitnet:1.0.0")
            assert container["securityContext"]["readOnlyRootFilesystem"]
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
            assert set(mounts) <= {"/data", "/tmp", "/dev/shm"}
            assert set(mounts.values()) <= volumes


@pytest.mark.parametrize("folder", FOLDERS[1:])
def test_a_new_server_answers_before_an_old_one_ends(folder):
    deployment = rendered(folder)["Deployment", "digitnet"]["spec"]
    assert deployment["strategy"] == {
        "type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1},
    }  # fmt: skip
    spec = deployment["template"]["spec"]
    (container,) = spec["containers"]
    _, seconds = container["lifecycle"]["preStop"]["exec"]["command"]
    # As in compose.yaml, for the server itself.
    assert int(seconds) + 20 <= spec["terminationGracePeriodSeconds"]
    # The autoscaler would be undone by whoever applies the files again.
    assert "replicas" not in deployment
    scaler = rendered(folder)["HorizontalPodAutoscaler", "digitnet"]["spec"]
    assert scaler["scaleTargetRef"]["name"] == "digitnet"
    assert scaler["minReplicas"] == 2


@pytest.mark.parametrize("folder", FOLDERS[1:])
def test_several_servers_wait_for_what_they_share(folder):
    found = rendered(folder)
    (container,) = pod(found["Deployment", "digitnet"])["containers"]
    secret = container["envFrom"][1]["secretRef"]
    assert secret == {"name": "digitnet", "optional": False}
    claim = found["PersistentVolumeClaim", "digitnet"]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    asked = (KUBERNETES / "several" / "kustomization.yaml").read_text(encoding="utf-8")
    for name in ("DIGITNET_DATABASE", "DIGITNET_KEY", "STREAMLIT_SERVER_COOKIE_SECRET"):
        assert f"--from-literal {name}=" in asked


def test_only_the_workers_have_gpus():
    plain, with_gpus = (rendered(folder)["RayCluster", "engine"] for folder in FOLDERS[2:])
    assert plain["spec"]["headGroupSpec"] == with_gpus["spec"]["headGroupSpec"]
    (group,) = with_gpus["spec"]["workerGroupSpecs"]
    (container,) = group["template"]["spec"]["containers"]
    assert container["resources"]["limits"]["nvidia.com/gpu"] == "1"
    assert container["image"].endswith("-gpu")
