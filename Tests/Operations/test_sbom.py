"""The list of what a program is made of, as CycloneDX."""

import json
import pathlib
import re
import sys
import tempfile
import unittest

from repository import ROOT, run

SCRIPT = ROOT / "scripts/sbom.py"
# Any program that links libraries of Debian packages.
PROGRAM = pathlib.Path("/bin/ls")
STATUS = pathlib.Path("/var/lib/dpkg/status")
LISTED = [line.split() for line in (ROOT / "Package.versions").read_text().splitlines()]


def resolved(folder):
    """A Package.resolved as Swift writes it, of the packages of Package.versions."""
    pins = [
        {"identity": name, "location": address, "state": {"version": version, "revision": f"{number:040x}"}}
        for number, (name, version, address) in enumerate(LISTED)
    ]
    file = pathlib.Path(folder) / "Package.resolved"
    file.write_text(json.dumps({"version": 3, "pins": pins}))
    return file


@unittest.skipUnless(STATUS.exists(), "this is no Debian")
class Contents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.resolved = resolved(cls.folder.name)
        cls.document = cls.write(PROGRAM, "--dpkg-status", STATUS)

    @classmethod
    def write(cls, *arguments):
        file = pathlib.Path(cls.folder.name) / "list.json"
        code, output = run(sys.executable, SCRIPT, *arguments, "--resolved", cls.resolved, "--output", file)
        assert code == 0, output
        return json.loads(file.read_text())

    def components(self, kind):
        return {item["name"]: item for item in self.document["components"] if item["purl"].startswith(f"pkg:{kind}/")}

    def test_has_the_fields_that_cyclonedx_requires(self):
        document = self.document
        self.assertEqual((document["bomFormat"], document["specVersion"], document["version"]), ("CycloneDX", "1.5", 1))
        self.assertRegex(document["serialNumber"], r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        items = document["components"] + document["metadata"]["tools"]["components"] + [document["metadata"]["component"]]
        for item in items:
            self.assertIn(item["type"], {"application", "library"})
            self.assertTrue(item["name"] and item["version"])
        references = [item["bom-ref"] for item in items]
        self.assertEqual(len(references), len(set(references)))
        for dependency in document["dependencies"]:
            self.assertLessEqual({dependency["ref"], *dependency["dependsOn"]}, set(references))

    def test_has_every_resolved_package_with_its_revision(self):
        found = self.components("swift")
        self.assertEqual({(name, item["version"]) for name, item in found.items()}, {(n, v) for n, v, _ in LISTED})
        for item in found.values():
            self.assertRegex(item["properties"][0]["value"], "^[0-9a-f]{40}$")

    def test_has_the_linked_libraries_and_what_else_the_image_has(self):
        found = self.components("deb")
        linked = {name for name, item in found.items() if item["properties"][0]["value"] == "true"}
        self.assertIn("libc6", linked)
        self.assertLess(linked, set(found))
        self.assertIn("dpkg", set(found) - linked)
        alone = self.write(PROGRAM)["components"]
        self.assertEqual({item["name"] for item in alone if item["purl"].startswith("pkg:deb/")}, linked)

    def test_has_a_package_of_which_the_image_has_only_files(self):
        status = pathlib.Path(self.folder.name) / "without"
        paragraphs = STATUS.read_text().split("\n\n")
        status.write_text("\n\n".join(text for text in paragraphs if not text.startswith("Package: dpkg\n")))
        document = self.write(PROGRAM, "--dpkg-status", status, "--copied", "dpkg")
        (found,) = [item for item in document["components"] if item["name"] == "dpkg"]
        self.assertEqual(found["properties"][0]["value"], "false")
        both = self.write(PROGRAM, "--dpkg-status", STATUS, "--copied", "dpkg")
        self.assertEqual(len(both["components"]), len(self.document["components"]))
        code, output = run(sys.executable, SCRIPT, PROGRAM, "--resolved", self.resolved, "--copied", "no-such-package")
        self.assertEqual(code, 1)
        self.assertIn("no-such-package is not installed", output)

    def test_names_the_version_and_the_compiler(self):
        text = (ROOT / "Sources/Support/BuildInfo/BuildInfo.swift").read_text()
        self.assertIn(f'"{self.document["metadata"]["component"]["version"]}"', text)
        (compiler,) = self.document["metadata"]["tools"]["components"]
        self.assertEqual(compiler["name"], "swift")
        self.assertTrue(re.match(r"\d+\.\d+", compiler["version"]))

    def test_a_linked_library_that_the_image_lacks_is_an_error(self):
        status = pathlib.Path(self.folder.name) / "status"
        status.write_text("Package: dpkg\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n")
        code, output = run(sys.executable, SCRIPT, PROGRAM, "--resolved", self.resolved, "--dpkg-status", status)
        self.assertEqual(code, 1)
        self.assertIn("libc6", output)


if __name__ == "__main__":
    unittest.main()
