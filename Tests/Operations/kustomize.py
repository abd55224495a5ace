"""As much of kustomize as these manifests use, for machines that have none: which files make up a kustomization."""

from repository import KUBERNETES, documents


def kustomizations():
    return {path.parent: documents(path)[0] for path in sorted(KUBERNETES.rglob("kustomization.yaml"))}


def patches(folder):
    """The patch files of a kustomization."""
    return [folder / patch["path"] for patch in kustomizations()[folder].get("patches", []) if "path" in patch]


def listed(folder):
    """The files and folders that a kustomization names."""
    content = kustomizations()[folder]
    return [folder / name for name in content.get("resources", []) + content.get("components", [])]


def resources(folder):
    """Every object of a kustomization and of what it is made of, before patches."""
    found = []
    for path in listed(folder):
        found += resources(path.resolve()) if path.is_dir() else documents(path)
    return found
