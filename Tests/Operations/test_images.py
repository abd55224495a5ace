"""What images are made of: base images by digest, actions by commit, packages by exact version, and a list of it all."""

import http.server
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import unittest

from repository import DOCKER, ROOT

DOCKERFILE = (DOCKER / "Dockerfile").read_text()
WORKFLOWS = [path.read_text() for path in sorted((ROOT / ".github/workflows").glob("*.yml"))]
DIGEST = "sha256:" + "5" * 64
COMMIT = re.compile(r"\S+@[0-9a-f]{40} +# v\d+\.\d+\.\d+$")


class Pins(unittest.TestCase):
    def assert_pinned(self, image):
        self.assertRegex(image, r":[\w.-]+@sha256:[0-9a-f]{64}\}?\"?$")

    def test_base_images_have_digests(self):
        images = dict(re.findall(r"^ARG (\w+_IMAGE)=(.*)$", DOCKERFILE, re.MULTILINE))
        stages = set(re.findall(r"^FROM \S+ AS (\S+)$", DOCKERFILE, re.MULTILINE))
        for base in re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE):
            if base not in stages:
                self.assert_pinned(images[base.removeprefix("$")])

    def test_servers_have_digests(self):
        images = re.findall(r"^ +image: (.*)$", (DOCKER / "compose.yaml").read_text(), re.MULTILINE)
        foreign = [image for image in images if "token-etl/" not in image]
        self.assertEqual(len(foreign), 4)
        for image in foreign:
            self.assert_pinned(image)

    def test_workflows_have_digests_and_commits(self):
        for text in WORKFLOWS:
            for action in re.findall(r"uses: (.*)$", text, re.MULTILINE):
                self.assertRegex(action, COMMIT)
            for image in re.findall(r"container: (.*)$", text, re.MULTILINE):
                self.assert_pinned(image)

    def test_packages_have_exact_versions(self):
        for line in (DOCKER / "apt.versions").read_text().splitlines():
            self.assertRegex(line, r"^(builder|runtime|database) [a-z0-9.+-]+ [A-Za-z0-9.+:~-]+$")
        installed = re.findall(r"apt-get install (.*?)\\?\n", DOCKERFILE)
        self.assertEqual(len(installed), 3)
        for packages in installed:
            self.assertRegex(packages, r'^[- a-z]*\$\(\S*scripts/apt-versions\.sh "\$PACKAGES" \w+\) ?$')
        self.assertEqual(set(re.findall(r"^ARG PACKAGES=(.*)$", DOCKERFILE, re.MULTILINE)), {"list"})

    def test_images_have_all_c_libraries(self):
        lines = [line.split() for line in (DOCKER / "apt.versions").read_text().splitlines()]
        built = {name for group, name, _ in lines if group == "builder"}
        installed = [name for group, name, _ in lines if group != "builder"]
        wanted = re.findall(r'\.apt\(\["([a-z0-9.-]+)"\]\)', (ROOT / "Package.swift").read_text())
        self.assertGreater(len(wanted), 8)
        for package in wanted:
            self.assertIn(package, built)
            library = package.removesuffix("-dev")
            self.assertTrue([name for name in installed if name.startswith(library)], f"no image has {library}")

    def test_each_image_has_the_list_of_its_contents(self):
        targets = re.findall(r"^FROM runtime\S* AS (\w+)\n((?:.+\n)+)", DOCKERFILE, re.MULTILINE)
        programs = {name: text for name, text in targets if "ENTRYPOINT" in text}
        self.assertEqual(len(programs), 6)
        for name, text in programs.items():
            self.assertIn(f"COPY --from=contents /contents/{name}.cdx.json /usr/local/share/sbom/", text)
        # The image has the file of this package, but not the package.
        self.assertIn("COPY --from=builder /etc/ssl/certs/ca-certificates.crt", DOCKERFILE)
        self.assertIn("--copied ca-certificates", DOCKERFILE)


class Packages(unittest.TestCase):
    """The check of the versions, against a Debian that is made up."""

    def served(self, change=lambda lines: lines):
        """Runs the check where Debian has the versions of the list after a change of it."""
        lines = change([line.split() for line in (DOCKER / "apt.versions").read_text().splitlines()])
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "versions").write_text("".join(f"{name} | {version} | http://x bookworm/main\n" for _, name, version in lines))
            program = folder / "apt-cache"
            program.write_text(f'#!/bin/sh\n[ "$1" = madison ] && grep "^$2 |" {folder}/versions\n')
            program.chmod(0o755)
            path = {"PATH": f"{folder}:{os.environ['PATH']}"}
            return subprocess.run(
                [ROOT / "scripts/apt-versions.sh", "served"], env=os.environ | path, capture_output=True, text=True)

    @unittest.skipUnless("bookworm" in pathlib.Path("/etc/os-release").read_text(), "not Debian 12")
    def test_a_version_that_debian_has_no_more_is_named(self):
        self.assertEqual(self.served().returncode, 0)
        newer = self.served(lambda lines: [[g, n, v + "1" if n == "libssl3" else v] for g, n, v in lines])
        self.assertEqual(newer.returncode, 1)
        self.assertIn("libssl3=", newer.stderr)
        self.assertNotIn("libzstd1=", newer.stderr)
        # A security update beside the version of a point release hides nothing.
        both = self.served(lambda lines: lines + [[g, n, v + "1"] for g, n, v in lines])
        self.assertEqual(both.returncode, 0, both.stderr)

    def test_continuous_integration_checks_them(self):
        self.assertIn("scripts/apt-versions.sh served", (ROOT / ".ci/run").read_text())


class Registry(http.server.BaseHTTPRequestHandler):
    """Answers every tag of the images that there are with the same digest."""

    images = {"library/swift", "library/debian", "library/postgres", "library/rabbitmq", "prom/prometheus", "grafana/grafana"}

    def do_HEAD(self):
        image = re.fullmatch(r"/v2/(.+)/manifests/[\w.-]+", self.path)
        if image is None or image[1] not in self.images:
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Docker-Content-Digest", DIGEST)
        self.end_headers()

    def log_message(self, *arguments):
        pass


class Renewal(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        for name in ("scripts/image-digests.sh", "docker/Dockerfile", "docker/compose.yaml", ".github/workflows/ci.yml"):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.folder / name)
        self.commit = self.make_action()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.registry = f"http://127.0.0.1:{server.server_port}"

    def make_action(self):
        """A repository with the tag of the workflow; the commit that the tag names."""
        action = self.folder / "actions-of-others/actions/checkout"
        action.mkdir(parents=True)
        git = ["git", "-C", str(action), "-c", "user.name=t", "-c", "user.email=t@example.org"]
        tag = re.search(r"actions/checkout@\S+ # (\S+)", WORKFLOWS[0])[1]
        for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "one"], ["tag", "-a", tag, "-m", tag]):
            subprocess.run(git + command, check=True)
        return subprocess.run(git + ["rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()

    def run_script(self, mode, registry=None):
        servers = {
            "REGISTRY": registry or self.registry,
            "REGISTRY_TOKENS": "",
            "ACTIONS": f"file://{self.folder}/actions-of-others",
        }
        command = [str(self.folder / "scripts/image-digests.sh"), mode]
        return subprocess.run(command, env=os.environ | servers, capture_output=True, text=True)

    def test_a_check_names_what_is_old_and_changes_nothing(self):
        done = self.run_script("check")
        self.assertEqual(done.returncode, 1)
        for name in ("swift:6.3-bookworm", "postgres:17", "grafana/grafana:", "actions/checkout v"):
            self.assertIn(name, done.stdout)
        self.assertEqual((self.folder / "docker/Dockerfile").read_text(), DOCKERFILE)

    def test_an_update_writes_what_the_tags_name_and_then_nothing_is_old(self):
        self.assertEqual(self.run_script("update").returncode, 0)
        for name in ("docker/Dockerfile", "docker/compose.yaml", ".github/workflows/ci.yml"):
            digests = set(re.findall(r"sha256:[0-9a-f]{64}", (self.folder / name).read_text()))
            self.assertEqual(digests, {DIGEST}, name)
        self.assertIn(f"actions/checkout@{self.commit} # v", (self.folder / ".github/workflows/ci.yml").read_text())
        done = self.run_script("check")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_a_registry_that_is_away_changes_nothing(self):
        done = self.run_script("update", registry="http://127.0.0.1:9")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no answer for", done.stderr)
        self.assertEqual((self.folder / "docker/Dockerfile").read_text(), DOCKERFILE)


if __name__ == "__main__":
    unittest.main()
