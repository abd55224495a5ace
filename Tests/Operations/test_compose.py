"""The Compose stack: images that can be built, secrets that can be made, and no more rights and reach than needed."""

import pathlib
import re
import shutil
import tempfile
import unittest

import kustomize
from repository import DOCKER, KUBERNETES, ROOT, documents, run

(COMPOSE,) = documents(DOCKER / "compose.yaml")
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("token-etl/")}
STAGES = {"extractor", "transformer", "loader"}
# Those that answer requests of monitors.
MONITORED = STAGES | {"graphql", "console", "follow"}
DOCKERFILE = (DOCKER / "Dockerfile").read_text()


def image(service):
    return re.fullmatch(r"token-etl/(\w+):\$\{ETL_VERSION:-latest\}", service["image"])[1]


def granted_to(user):
    roles = (DOCKER / "postgres/roles.sql").read_text()
    return re.findall(rf"^GRANT (\w+) TO {user};$", roles, re.MULTILINE)


def mebibytes(amount):
    number, unit = re.fullmatch(r"(\d+)([mg]|Mi|Gi)", amount).groups()
    return int(number) * (1024 if unit in ("g", "Gi") else 1)


class Images(unittest.TestCase):
    def test_each_is_a_target_with_a_program_that_is_built(self):
        programs = re.search(r"for program in ([\w ]+);", DOCKERFILE)[1].split()
        targets = re.findall(r"^FROM runtime\S* AS (\w+)\n", DOCKERFILE, re.MULTILINE)
        self.assertEqual(set(programs), set(targets))
        self.assertEqual({image(service) for service in OURS.values()}, set(programs))
        for name, service in OURS.items():
            self.assertEqual(service["build"]["target"], image(service), name)

    def test_a_target_holds_the_program_of_its_name(self):
        for target, name in re.findall(r"^FROM runtime\S* AS (\w+)\nCOPY .*/programs/(\w+) ", DOCKERFILE, re.MULTILINE):
            self.assertEqual(target, name)
            self.assertIn(f'ENTRYPOINT ["{name}"]', DOCKERFILE)

    def test_the_test_of_the_stack_removes_every_image(self):
        script = (ROOT / "scripts/compose-test.sh").read_text()
        removed = re.search(r'docker image rm "token-etl/"\{([\w,]+)\}', script)[1].split(",")
        self.assertEqual(set(removed), {image(service) for service in OURS.values()})


class Safety(unittest.TestCase):
    def test_programs_have_no_right_that_they_do_not_need(self):
        for name, service in OURS.items():
            self.assertTrue(service["read_only"], name)
            self.assertEqual(service["cap_drop"], ["ALL"], name)
            self.assertEqual(service["security_opt"], ["no-new-privileges:true"], name)

    def test_every_service_is_confined(self):
        for name, service in SERVICES.items():
            self.assertEqual(service["cap_drop"], ["ALL"], name)
            self.assertEqual(service["security_opt"], ["no-new-privileges:true"], name)
            self.assertNotIn("cap_add", service, name)
            self.assertNotIn("privileged", service, name)

    def test_programs_do_not_warn_of_networks_within_this_machine(self):
        for name, service in OURS.items():
            self.assertEqual(service["environment"]["ETL_REQUIRE_TLS"], "off", name)

    def test_servers_run_as_the_owners_of_their_files(self):
        self.assertEqual([SERVICES[name]["user"] for name in ("postgres", "rabbitmq")], ["postgres", "rabbitmq"])
        self.assertTrue(SERVICES["postgres"]["read_only"])

    def test_ports_are_published_on_loopback_only(self):
        for name, service in SERVICES.items():
            for port in service.get("ports", []):
                # A browser must name the port of the console, so that one is fixed.
                start = "127.0.0.1:${ETL_CONSOLE_PORT:-8090}:" if name == "console" else "127.0.0.1::"
                self.assertTrue(port.startswith(start), f"{name}: {port}")

    def test_services_reach_only_the_servers_that_they_use(self):
        reach = {name: set(SERVICES[name]["networks"]) & {"broker", "database"} for name in MONITORED}
        expected = {
            "extractor": {"broker"},
            "transformer": {"broker"},
            "loader": {"broker", "database"},
            "graphql": {"database"},
            "console": {"broker", "database"},
            "follow": {"broker", "database"},
        }
        self.assertEqual(reach, expected)

    def test_graphql_may_only_read(self):
        self.assertEqual(SERVICES["graphql"]["secrets"], ["database_url_reader"])
        self.assertEqual(granted_to("reader"), ["etl_reader"])

    def test_only_what_migrates_or_repairs_is_the_owner_of_the_tables(self):
        owners = {name for name, service in OURS.items() if "database_url_owner" in service["secrets"]}
        self.assertEqual(owners, {"migrate", "etl"})
        for name in ("watch", "follow"):
            self.assertIn("database_url_submitter", SERVICES[name]["secrets"])
        self.assertEqual(granted_to("submitter"), ["etl_submitter"])
        self.assertEqual(granted_to("loader"), ["etl_loader"])
        self.assertEqual(granted_to("console"), ["etl_console"])

    def test_programs_read_the_secrets_that_they_are_given(self):
        for name, service in OURS.items():
            files = {value for value in service["environment"].values() if str(value).startswith("/run/secrets/")}
            self.assertEqual(files, {f"/run/secrets/{secret}" for secret in service["secrets"]}, name)

    def test_only_what_asks_nodes_knows_their_urls(self):
        knowing = {name for name, service in OURS.items() if "nodes" in service["secrets"]}
        self.assertEqual(knowing, {"extractor", "follow", "etl"})

    def test_secrets_are_declared_and_made(self):
        used = set()
        for service in SERVICES.values():
            used |= {secret if isinstance(secret, str) else secret["source"] for secret in service.get("secrets", [])}
        self.assertEqual(used, set(COMPOSE["secrets"]))
        if shutil.which("openssl") is None:
            self.skipTest("openssl is not here, which makes the passwords")
        with tempfile.TemporaryDirectory() as directory:
            code, output = run(ROOT / "scripts/docker-secrets.sh", directory)
            self.assertEqual(code, 0, output)
            for name, secret in COMPOSE["secrets"].items():
                file = re.fullmatch(r"\$\{ETL_SECRETS:-secrets\}/(.+)", secret["file"])[1]
                self.assertTrue((pathlib.Path(directory) / file).exists(), name)


class Running(unittest.TestCase):
    def test_services_are_probed_and_given_time_to_stop(self):
        for name in MONITORED:
            service = SERVICES[name]
            self.assertEqual(service["healthcheck"]["test"], ["CMD", image(service), "health"])
            self.assertEqual(service["environment"]["HTTP_PORT"], 8080, name)
            # The command `health` asks this port, whatever requests to the other.
            self.assertEqual(service["environment"]["PROBE_PORT"], 8081, name)
            self.assertEqual(service["stop_grace_period"], "30s", name)
            self.assertTrue(service["init"], name)

    def test_prometheus_reaches_what_it_scrapes(self):
        networks = set(SERVICES["prometheus"]["networks"])
        for name in MONITORED:
            self.assertTrue(networks & set(SERVICES[name]["networks"]), name)
        (content,) = documents(DOCKER / "prometheus/prometheus.yml")
        (job,) = [job for job in content["scrape_configs"] if job["job_name"] == "token-etl"]
        self.assertEqual({name for names in job["dns_sd_configs"] for name in names["names"]}, MONITORED)

    def test_a_stack_that_only_loads_needs_no_profile(self):
        without = {name for name, service in SERVICES.items() if "profiles" not in service}
        self.assertEqual(without, {"postgres", "rabbitmq", "migrate"} | STAGES)

    def test_graphql_listens_where_its_port_leads_and_serves_no_page(self):
        environment = SERVICES["graphql"]["environment"]
        self.assertEqual(environment["GRAPHQL_LISTEN"], "0.0.0.0:8000")
        self.assertEqual(SERVICES["graphql"]["ports"], ["127.0.0.1::8000"])
        self.assertNotIn("GRAPHQL_PAGE", environment)

    def test_the_console_has_logins_and_tls_and_acts_only_if_somebody_says_so(self):
        environment = SERVICES["console"]["environment"]
        self.assertLessEqual({"CONSOLE_LOGINS", "CONSOLE_TLS_CERT", "CONSOLE_TLS_KEY"}, set(environment))
        self.assertNotIn("CONSOLE_OPERATOR", environment)
        self.assertEqual(environment["CONSOLE_PUBLIC_URL"], "https://localhost:${ETL_CONSOLE_PORT:-8090}")
        (content,) = documents(DOCKER / "prometheus/prometheus.yml")
        self.assertEqual(content["global"]["external_labels"]["console"], "https://localhost:8090")

    def test_memory_limits_are_those_of_kubernetes(self):
        limits = {
            item["metadata"]["name"]: item["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"]
            for folder in kustomize.kustomizations()
            if folder.is_relative_to(KUBERNETES / "base") or folder.is_relative_to(KUBERNETES / "components")
            for item in kustomize.resources(folder)
            if item["kind"] == "Deployment"
        }
        self.assertEqual(set(limits), MONITORED)
        for name, limit in limits.items():
            self.assertEqual(mebibytes(limit), mebibytes(SERVICES[name]["mem_limit"]), name)


if __name__ == "__main__":
    unittest.main()
