"""Objects through fsspec: in memory here; ``tests/cluster`` has S3."""

from __future__ import annotations

import errno

import pytest

from digitnet.store.objects import NOT_SET_UP, RemoteObjects

pytest.importorskip("fsspec")


@pytest.fixture
def objects(request) -> RemoteObjects:
    return RemoteObjects(f"memory://{request.node.name}/models")


def test_what_is_written_can_be_read_listed_and_removed(objects):
    assert objects.names("files") == []
    objects.put("files/b", b"1")
    objects.put("files/b", b"2")
    objects.put("files/a", b"")
    objects.put("filesystem", b"")
    assert objects.names("files") == ["files/a", "files/b"]
    assert (objects.get("files/b"), objects.get("files/a")) == (b"2", b"")
    assert objects.modified("files/b").tzinfo is not None
    for _ in range(2):
        objects.remove("files/b")
    assert objects.names("files") == ["files/a"]
    with pytest.raises(FileNotFoundError) as error:
        objects.get("files/b")
    assert error.value.errno == errno.ENOENT


def test_what_is_there_is_not_created_again(objects):
    objects.create("entries/1", b"first")
    with pytest.raises(FileExistsError):
        objects.create("entries/1", b"second")
    assert objects.get("entries/1") == b"first"


class NoCredentialsError(Exception):
    pass


class EndpointConnectionError(Exception):
    pass


@pytest.mark.parametrize(
    ("raised", "number"),
    [
        (PermissionError("no"), errno.EACCES),
        (NoCredentialsError("Unable to locate credentials"), errno.EACCES),
        (EndpointConnectionError("Could not connect"), errno.ETIMEDOUT),
        (TimeoutError(), errno.ETIMEDOUT),
        (OSError(errno.ENOSPC, "full"), errno.ENOSPC),
        (ValueError("two\nlines"), errno.EIO),
        (OSError("without a number"), errno.EIO),
    ],
)
def test_every_error_is_an_os_error_with_a_number(objects, monkeypatch, raised, number):
    def fail(*arguments, **options):
        raise raised

    for name in ("cat_file", "pipe_file", "find", "modified", "rm_file"):
        monkeypatch.setattr(objects._files, name, fail, raising=False)
    for action in (
        lambda: objects.get("a"),
        lambda: objects.put("a", b""),
        lambda: objects.create("a", b""),
        lambda: objects.names("a"),
        lambda: objects.modified("a"),
        lambda: objects.remove("a"),
    ):
        with pytest.raises(OSError) as error:
            action()
        assert error.value.errno == number
        assert "\n" not in str(error.value)
    assert (number in NOT_SET_UP) == (number == errno.EACCES)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_condition_that_is_not_met_is_recognised_by_what_is_there(objects, monkeypatch, is_there):
    if is_there:
        objects.put("a", b"other")

    def fail(*arguments, **options):
        raise OSError(errno.EINVAL, "PreconditionFailed")

    with monkeypatch.context() as patch:
        patch.setattr(objects._files, "pipe_file", fail, raising=False)
        with pytest.raises(OSError) as error:
            objects.create("a", b"")
    assert isinstance(error.value, FileExistsError) == is_there
