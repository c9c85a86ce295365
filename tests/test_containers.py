"""No engine for containers runs here: what Dockerfile and compose.yaml say is held to what there is."""

import fnmatch
import re

import pytest
import yaml

from tests.conftest import ROOT
from tests.test_docs import cells

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = [service for service in SERVICES.values() if "build" in service]
NODES = [service for service in SERVICES.values() if service["image"].startswith("opensearchproject/")]

KNOWN = {
    *("build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "init", "networks", "ports"),
    *("restart", "security_opt", "shm_size", "stop_grace_period", "ulimits", "volumes"),
}
"""Of the Compose Specification, what is used here: a slip of the pen is none of them."""


def test_every_part_is_one_of_the_specification():
    assert COMPOSE.keys() <= {"name", "services", "networks", "volumes", "x-archive", "x-node"}
    for service in SERVICES.values():
        assert service.keys() <= KNOWN


def test_the_pair_is_whole():
    assert [*SERVICES] == ["prepare", "web", "indexer", "worker", "database", "search1", "search2", "search3"]
    assert len(NODES) == 3


def test_every_setting_is_a_documented_one():
    documented = set(cells("Settings"))
    given = re.search(r"^ENV (.+)$", DOCKERFILE, re.MULTILINE)[1].split()
    assert {one.partition("=")[0] for one in given} <= documented
    for service in OURS:
        assert service["environment"].keys() <= documented


def test_what_is_taken_from_outside_is_a_setting_or_told():
    told = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")
    for name in re.findall(r"\$\{([A-Z_]+)", TEXT):
        assert f"`{name}`" in told, name


def test_no_password_has_a_default():
    for name in ("DATABASE_PASSWORD", "SECRET_KEY"):
        assert set(re.findall(rf"\$\{{{name}(..)", TEXT)) == {":?"}


def test_nothing_but_the_web_server_can_be_reached_and_only_from_its_machine():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert all(service["networks"] == ["inside"] for name, service in SERVICES.items() if name != "web")


def test_everything_starts_again_and_what_answers_is_asked_whether_it_does():
    for name, service in SERVICES.items():
        assert service["restart"] == ("on-failure" if name == "prepare" else "unless-stopped")
        assert ("healthcheck" in service) == (name not in {"prepare", "indexer", "worker"})


def test_what_is_kept_lies_in_volumes_of_their_own():
    kept = [one.partition(":")[0] for service in SERVICES.values() for one in service.get("volumes", ())]
    assert {*kept} == COMPOSE["volumes"].keys()


def test_each_waits_for_what_it_needs():
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES
            wanted = "service_completed_successfully" if other == "prepare" else "service_healthy"
            assert how == {"condition": wanted}, name


def test_images_are_pinned_to_versions_that_the_archive_is_made_for():
    assert re.search(r"^FROM python:3\.1[1-9]-slim-\w+$", DOCKERFILE, re.MULTILINE)
    assert all(re.fullmatch(r"opensearchproject/opensearch:3\.\d+\.\d+", node["image"]) for node in NODES)
    assert int(re.fullmatch(r"postgres:(\d+)-\w+", SERVICES["database"]["image"])[1]) >= 14


DEBIAN = {"bookworm": 15, "trixie": 17}
"""The version of PostgreSQL that each release of Debian has, by https://packages.debian.org/postgresql-client."""


def test_the_image_has_the_programs_that_copy_the_database_in_the_version_of_its_server():
    server = int(re.fullmatch(r"postgres:(\d+)-\w+", SERVICES["database"]["image"])[1])
    [client] = re.findall(r"postgresql-client-(\d+)", DOCKERFILE)
    release = re.search(r"^FROM python:[0-9.]+-slim-(\w+)$", DOCKERFILE, re.MULTILINE)[1]
    assert int(client) == server == DEBIAN[release]


def test_a_backup_is_told_with_the_folder_that_it_is_written_to_and_its_owner():
    told = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")
    user = re.search(r"--uid (\d+)", DOCKERFILE)[1]
    folder = re.search(rf"install --directory --owner {user} --mode 700 (\S+)", told)[1]
    for command in ("backup /backups", "restore /backups/"):
        assert re.search(
            rf"docker compose run --rm --volume {folder}:/backups indexer python manage.py {command}", told
        ), command


def test_the_nodes_find_each_other_and_the_archive_finds_them():
    names = [name for name, service in SERVICES.items() if service in NODES]
    for name, node in zip(names, NODES, strict=True):
        assert node["environment"]["node.name"] == name
        for setting in ("discovery.seed_hosts", "cluster.initial_cluster_manager_nodes"):
            assert node["environment"][setting].split(",") == names
        assert node["ulimits"]["memlock"] == {"soft": -1, "hard": -1}
    hosts = ",".join(f"{name}:9200" for name in names)
    for service in OURS:
        assert service["environment"]["SEARCH_URL"] == f"opensearch://{hosts}/articles?shards=3&replicas=1"
        assert service["environment"]["DATABASE_URL"].endswith("@database:5432/archive")


def test_the_dockerfile_copies_what_is_there_and_not_ignored():
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = [line.split()[1].rstrip("/") for line in DOCKERFILE.splitlines() if line.startswith("COPY")]
    assert sorted(copied) == sorted(kept)
    for name in copied:
        assert (ROOT / name).exists()


def test_the_dockerfile_leaves_root_behind_before_anything_runs():
    assert DOCKERFILE.index("USER archive") < DOCKERFILE.index("CMD ")
    assert "--require-hashes" in DOCKERFILE


@pytest.mark.parametrize("service", OURS, ids=lambda service: service["command"][-1])
def test_every_command_is_one_of_the_archive(service):
    command = service["command"]
    if command[0] == "gunicorn":
        assert command[1:] == ["--config", "python:archive.server", "archive.wsgi"]
    else:
        name = (ROOT / command[1]).is_file() and command[2]
        assert [*ROOT.glob(f"*/management/commands/{name}.py")]
    assert not fnmatch.filter(command, "*sh")
