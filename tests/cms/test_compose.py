"""docker-compose.yml and the Dockerfile: the production shape, checked without an engine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cms.running.checkup import beat
from cms.running.home import REPOSITORY
from cms.services import services
from tests.processes import free_ports

PATH = REPOSITORY / "docker-compose.yml"
COMPOSE = yaml.safe_load(PATH.read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text()
OURS = list(services({}))


def check_schema(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema"),
            *("--builtin-schema", "vendor.compose-spec", path),
        ],
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_file_follows_the_compose_specification():
    run = check_schema(PATH)
    assert (run.returncode, run.stdout) == (0, "ok -- validation done\n"), run.stderr


def test_the_check_finds_a_misspelt_key(tmp_path):
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(PATH.read_text().replace("restart: on-failure:3", "restrat: x"))
    run = check_schema(wrong)
    assert run.returncode == 1
    assert "restrat" in run.stdout


def test_every_service_of_ours_and_nothing_else_is_started():
    assert set(SERVICES) == {"postgres", "redis", "nginx", *OURS}


@pytest.mark.parametrize("name", OURS)
def test_a_service_starts_the_entry_that_make_run_starts(name):
    assert SERVICES[name]["command"] == ["python", "-m", "cms.services", name]
    assert "entrypoint" not in SERVICES[name]


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_a_service_that_stays_has_a_health_check_and_comes_back(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_nothing_starts_before_the_database_is_migrated():
    after = {"condition": "service_completed_successfully"}
    for name in OURS[1:]:
        assert SERVICES[name]["depends_on"]["migrate"] == after
    assert SERVICES["migrate"]["depends_on"] == {
        "postgres": {"condition": "service_healthy"}
    }


@pytest.mark.parametrize("name", list(SERVICES))
def test_a_container_has_no_rights_it_does_not_need(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_no_python_service_runs_as_root():
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)
    for name in OURS:
        assert "user" not in SERVICES[name]


def test_the_image_holds_no_embedded_server_and_no_test():
    copied = re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, re.MULTILINE)
    assert copied == [
        "requirements/base.txt", "manage.py", "cms", "pages", "workflows", "search",
        "templates",
    ]  # fmt: skip
    assert "--require-hashes" in DOCKERFILE
    allowed = (REPOSITORY / ".dockerignore").read_text().splitlines()
    assert {line[1:] for line in allowed if line.startswith("!")} == set(copied)


def test_secrets_come_by_file_and_no_value_is_written_here():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|DATABASE_URL", name):
                assert name.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in COMPOSE["secrets"]
    assert not re.search(r"://[^/\s]*:[^/\s]*@", PATH.read_text())


def test_make_secrets_writes_what_is_mounted_once(tmp_path):
    folder = tmp_path / "secrets"
    argv = ["sh", REPOSITORY / "deploy" / "secrets", folder]
    subprocess.run(argv, check=True, capture_output=True)
    written = {file.name: file.read_text() for file in folder.iterdir()}
    assert set(written) == set(COMPOSE["secrets"])
    assert len(written["secret_key"]) == 96
    assert written["database_url"] == (
        f"postgres://masthead:{written['postgres_password']}@postgres:5432/masthead"
    )
    again = subprocess.run(argv, check=False, capture_output=True)
    assert again.returncode == 1
    assert {file.name: file.read_text() for file in folder.iterdir()} == written


def test_only_the_web_and_the_mirrors_are_published_and_on_this_machine_only():
    published = {
        port: name for name in SERVICES for port in SERVICES[name].get("ports", [])
    }
    assert published == {
        "${MASTHEAD_BIND:-127.0.0.1}:8000:8000": "web",
        "${MASTHEAD_BIND:-127.0.0.1}:8101:8101": "nginx",
        "${MASTHEAD_BIND:-127.0.0.1}:8102:8102": "nginx",
    }
    assert COMPOSE["networks"]["data"] == {"internal": True}


def test_nginx_serves_the_mirrors_that_the_worker_writes_and_cannot_change_them():
    assert "mirrors:/srv/mirrors:ro" in SERVICES["nginx"]["volumes"]
    assert "mirrors:/var/lib/masthead/mirrors" in SERVICES["mirrors"]["volumes"]
    config = (REPOSITORY / "deploy" / "nginx" / "mirror.conf").read_text()
    assert re.findall(r"listen (\d+);", config) == ["8101", "8102"]
    assert "root /srv/mirrors/$mirror;" in config


def test_only_who_signs_has_the_signing_key():
    place = "tuf:/var/lib/masthead/tuf"
    holders = [name for name in SERVICES if place in SERVICES[name].get("volumes", [])]
    assert holders == ["mirrors"]
    shared = SERVICES["web"]["volumes"]
    assert SERVICES["mirrors"]["volumes"] == [*shared, place]
    made = re.search(r"mkdir (beat.*) \\", DOCKERFILE)
    assert made
    assert "tuf" in made[1].split()
    assert f"chown masthead:masthead {made[1]}\n" in DOCKERFILE


def test_every_volume_and_mounted_file_exists():
    named = set()
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (REPOSITORY / source).is_file()
            else:
                named.add(source)
    assert named == set(COMPOSE["volumes"])


def test_every_variable_is_one_that_masthead_reads():
    code = "".join(
        path.read_text()
        for folder in ("settings", "running", ".")
        for path in (REPOSITORY / "cms" / folder).glob("*.py")
    )
    for name in SERVICES["web"]["environment"]:
        assert f'"{name.removesuffix("_FILE")}"' in code, name


@pytest.mark.parametrize(("age", "well"), [(0, True), (599, True), (601, False)])
def test_beat_is_well_while_it_writes_its_schedule(tmp_path, age, well):
    (tmp_path / "beat").mkdir()
    assert beat(tmp_path, now=0) == "beat has not written its schedule yet"
    file = tmp_path / "beat" / "schedule.db"
    file.touch()
    assert (beat(tmp_path, now=file.stat().st_mtime + age) == "") is well


@pytest.mark.parametrize("name", ["web", "beat"])
def test_a_service_that_is_not_there_is_not_well(plain_environment, name):
    (port,) = free_ports(1)
    run = subprocess.run(
        [sys.executable, "-m", "cms.running.checkup", name],
        check=False,
        env=plain_environment | {"MASTHEAD_WEB_PORT": str(port)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert run.stderr.startswith(f"{name} ")
    assert run.stderr.count("\n") == 1
