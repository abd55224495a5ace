#!/usr/bin/env python3
"""Writes what a program is made of, as CycloneDX 1.5: the resolved Swift packages, the Debian packages, the compiler.

usage: scripts/sbom.py PROGRAM [--dpkg-status FILE] [--copied PACKAGE] [--resolved FILE] [--output FILE]

--dpkg-status is that of the image in which the program runs. A linked library that is not in it is an error. Without it, only the packages of
the linked libraries are listed, with the versions of this machine. --copied is a Debian package of this machine of which the image has files,
but which is not installed there.
"""

import argparse
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
MACHINE = pathlib.Path("/var/lib/dpkg/status")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def version():
    text = (ROOT / "Sources/Support/BuildInfo/BuildInfo.swift").read_text()
    return re.search(r'\bversion *= *"([\d.]+)"', text)[1]


def swift_packages(resolved):
    """The packages of Package.resolved, with the commits that were built."""
    for pin in json.loads(resolved.read_text())["pins"]:
        state = pin["state"]
        place = re.sub(r"^https://|\.git$", "", pin["location"])
        reference = f"pkg:swift/{place}@{state['version']}"
        yield {
            "type": "library",
            "bom-ref": reference,
            "name": pin["identity"],
            "version": state["version"],
            "purl": reference,
            "externalReferences": [{"type": "vcs", "url": pin["location"]}],
            "properties": [{"name": "token-etl:revision", "value": state.get("revision", "unknown")}],
        }


def linked_packages(program):
    """The Debian packages whose libraries the program links, also through others."""
    paths = re.findall(r"(?:=> )?(/\S+) \(0x", output("ldd", str(program)))
    packages = set()
    for path in paths:
        # Swift's own libraries come with the compiler.
        if "/usr/lib/swift/linux/" in path:
            continue
        # dpkg knows a file by the path in its package: with /usr or without, and not through symbolic links.
        real = str(pathlib.Path(path).resolve())
        for name in (path, real, real.removeprefix("/usr")):
            found = subprocess.run(["dpkg", "-S", name], capture_output=True, text=True)
            if found.returncode == 0:
                packages.add(found.stdout.split(":")[0])
                break
        else:
            sys.exit(f"sbom: no Debian package has the library {path} of {program}")
    return packages


def installed(status):
    """The versions and architectures of the packages of a dpkg database, by name."""
    packages = {}
    for paragraph in status.split("\n\n"):
        fields = dict(re.findall(r"^([\w-]+): (.*)$", paragraph, re.MULTILINE))
        if fields.get("Status", "").endswith(" installed"):
            packages[fields["Package"]] = (fields["Version"], fields["Architecture"])
    return packages


def debian_package(name, number, architecture, linked):
    reference = f"pkg:deb/debian/{name}@{number.replace('+', '%2B')}?arch={architecture}"
    return {
        "type": "library",
        "bom-ref": reference,
        "name": name,
        "version": number,
        "purl": reference,
        "properties": [{"name": "token-etl:linked", "value": str(linked).lower()}],
    }


def copied_packages(names):
    """Those of this machine, of which only files are in the image."""
    packages = installed(MACHINE.read_text())
    for name in names:
        if name not in packages:
            sys.exit(f"sbom: {name} is not installed here")
        yield debian_package(name, *packages[name], False)


def debian_packages(program, status):
    linked = linked_packages(program)
    packages = installed((status or MACHINE).read_text())
    if missing := linked - set(packages):
        sys.exit(f"sbom: {program} links libraries of packages that are not installed: {', '.join(sorted(missing))}")
    for name in sorted(packages if status else linked):
        yield debian_package(name, *packages[name], name in linked)


def compiler():
    text = output("swift", "--version")
    return {"type": "application", "bom-ref": "swift", "name": "swift", "version": re.search(r"Swift version (\S+)", text)[1]}


def document(program, resolved, status, copied):
    found = [*swift_packages(resolved), *copied_packages(copied), *debian_packages(program, status)]
    # A base image may also have a package of which files are copied.
    components = list({component["bom-ref"]: component for component in found}.values())
    digest = hashlib.sha256(program.read_bytes()).hexdigest()
    root = {
        "type": "application",
        "bom-ref": f"pkg:generic/token-etl/{program.name}@{version()}",
        "name": program.name,
        "version": version(),
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        # The same program has the same number.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, digest)}",
        "version": 1,
        "metadata": {"tools": {"components": [compiler()]}, "component": root},
        "components": components,
        "dependencies": [{"ref": root["bom-ref"], "dependsOn": [component["bom-ref"] for component in components]}],
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--dpkg-status", type=pathlib.Path)
    parser.add_argument("--copied", action="append", default=[])
    parser.add_argument("--resolved", type=pathlib.Path, default=ROOT / "Package.resolved")
    parser.add_argument("--output", type=pathlib.Path)
    options = parser.parse_args()
    text = json.dumps(document(options.program, options.resolved, options.dpkg_status, options.copied), indent=2) + "\n"
    if options.output:
        options.output.write_text(text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
