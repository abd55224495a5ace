#!/usr/bin/env bash
# Checks that relative links in Markdown files, and the runbooks of alerts, lead to files and headings: scripts/check-links.sh
# Prints each broken link as file:line, and exits with 1 if one is broken. It does not follow links to other sites.
set -euo pipefail
cd "$(dirname "$0")/.."

exec python3 - <<'PYTHON'
import pathlib, re, subprocess, sys

def prose(text):
    """The lines outside code blocks; the others are empty."""
    fence = None
    for line in text.splitlines():
        mark = re.match(r"\s*(```+|~~~+)", line)
        if mark and fence is None:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = None
        elif fence is None:
            yield line
            continue
        yield ""

def anchors(path):
    """The anchors of headings, as GitHub makes them."""
    seen, found = {}, set()
    for line in prose(path.read_text()):
        heading = re.match(r"#{1,6}\s+(.*?)\s*#*$", line)
        if heading:
            title = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading[1]).lower()
            slug = re.sub(r"[^\w\- ]", "", title).replace(" ", "-")
            count = seen[slug] = seen.get(slug, -1) + 1
            found.add(slug if count == 0 else f"{slug}-{count}")
    return found

def links(path):
    text = path.read_text()
    if path.suffix != ".md":
        return [(number, link, pathlib.Path()) for number, line in enumerate(text.splitlines(), 1)
                for link in re.findall(r"runbook: (\S+)", line)]
    return [(number, link, path.parent) for number, line in enumerate(prose(text), 1)
            for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line))]

listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md", "docker/prometheus/rules.yml"],
                        check=True, capture_output=True, text=True).stdout.split("\n")
broken = 0
for path in [pathlib.Path(name) for name in listed if name and pathlib.Path(name).exists()]:
    for number, link, base in links(path):
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue
        file, _, anchor = link.partition("#")
        target = base / file if file else path
        if not target.exists() or (anchor and (target.suffix != ".md" or anchor not in anchors(target))):
            print(f"{path}:{number}: no such file or heading: {link}")
            broken += 1
sys.exit(broken > 0)
PYTHON
