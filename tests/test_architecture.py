"""The structure: who may import whom, no cycles, and where Streamlit and TensorFlow live."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
PACKAGE = PROJECT / "digitnet"

PLAIN = {
    "digitnet.data.address",
    "digitnet.data.collection_facts",
    "digitnet.training.comparison",
    "digitnet.training.recipe",
    "digitnet.training.progress",
    "digitnet.store.address",
    "digitnet.store.card",
    "digitnet.store.errors",
    "digitnet.store.formats",
}
"""Plain data that modules below or beside its folder share; importing it is cheap."""

SHARED = {
    "digitnet.errors",
    "digitnet.labels",
    "digitnet.paths",
    "digitnet.regular_file",
    "digitnet.texts",
}
"""What every folder may import."""

MAY_IMPORT = {
    "texts": set(),
    "drawing": set(),
    "data": {"drawing"},
    "network": {"drawing"},
    "training": {"drawing", "data", "network"},
    "store": {"drawing", "data", "network", "web", "digitnet.training.recipe"},
    "engine": {"drawing", "data", "network", "training", "store"},
    "web": {"drawing", "network"},
    "rounds": {"drawing"},
    "ui": {
        "drawing",
        "engine",
        "rounds",
        "digitnet.network.explanation",
        "digitnet.network.installed",
        "digitnet.network.number",
        "digitnet.network.number_reader",
        "digitnet.network.picture_reader",
        "digitnet.network.prediction",
        "digitnet.network.way",
        "digitnet.data.collected",
        "digitnet.data.mnist",
        "digitnet.data.paper",
        *PLAIN,
    },
}
"""For each folder the folders, and single modules, that it may import besides itself."""

THIRD_PARTY = {
    "streamlit": {"ui"},
    "streamlit_drawable_canvas": {"ui"},
    "starlette": {"ui"},
    "keras": {"network", "training", "store"},
    "tensorflow": {"network", "training"},
    "sqlalchemy": {"data"},
    "fsspec": {"store"},
    "psycopg": {"ui"},
    "ray": {"engine"},
    "ai_edge_litert": {"network"},
    "cv2": {"drawing", "data", "ui"},
    "PIL": {"drawing", "ui"},
}
"""Who may import a package; whatever is not named here is free."""


def modules() -> dict[str, Path]:
    found = {}
    for path in [PROJECT / "app.py", *PACKAGE.rglob("*.py")]:
        parts = path.relative_to(PROJECT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(path: Path) -> set[str]:
    """Modules that a file imports, also inside functions; not those that only types need."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unused = {id(child) for node in ast.walk(tree) if _for_types(node) for child in ast.walk(node)}
    names = set()
    for node in ast.walk(tree):
        if id(node) in unused:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            # A name that is imported may be a module itself.
            joined = {f"{node.module}.{alias.name}" for alias in node.names}
            inner = joined & MODULES.keys()
            names |= inner
            if len(inner) < len(joined):
                names.add(node.module)
    return names


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def folder(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 2 or PACKAGE.joinpath(*parts[1:]).is_dir() else ""


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_go_one_way(module):
    home = folder(module) if module.startswith("digitnet.") else ""
    for name in imports(MODULES[module]):
        package = name.partition(".")[0]
        if package != "digitnet":
            allowed = THIRD_PARTY.get(package)
            assert allowed is None or home in allowed or module == "app", (module, name)
            continue
        if not home or folder(name) == home or any(name.startswith(part) for part in SHARED):
            continue
        allowed = MAY_IMPORT[home]
        assert folder(name) in allowed or name in allowed, f"{module} imports {name}"


def test_there_is_no_import_cycle():
    graph = {name: imports(path) & MODULES.keys() for name, path in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, f"import cycle: {' -> '.join([*path, name])}"
        if name in done:
            return
        for other in graph[name] - {name}:
            # A package's face imports its modules; they do not look back at it.
            if other != "digitnet":
                visit(other, (*path, name))
        done.add(name)

    for name in graph:
        visit(name, ())


def test_the_pages_process_never_loads_tensorflow():
    program = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "from digitnet.ui import connection\n"
        "from tests.support.fakes import APP, SEVEN, FakeEngine, drawn\n"
        "client = FakeEngine()\n"
        "connection.engine = lambda: client\n"
        "page = drawn(AppTest.from_file(str(APP), default_timeout=20).run(), SEVEN)\n"
        "assert client.images and not page.exception\n"
        "from digitnet.engine.stand_in import StandIn\n"
        "assert StandIn().predict(client.images[0]).digit == 7\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr


def test_no_two_pages_give_a_container_the_same_key():
    """Style sheets find containers by their keys, and apply to all pages."""
    files: dict[str, set[str]] = {}
    for path in PACKAGE.joinpath("ui").glob("*.py"):
        for key in re.findall(r'st\.container\(key="(\w+)"', path.read_text(encoding="utf-8")):
            files.setdefault(key, set()).add(path.name)
    assert files
    assert not {key: names for key, names in files.items() if len(names) > 1}
