"""The manifests: valid for Kubernetes, complete, no more allowed than needed, and at one with each other."""

import re
import unittest

import kubernetes_validate
import yaml

import kustomize
from repository import KUBERNETES, STAGES, documents, kubectl, run

BASE = KUBERNETES / "base"
JOBS = KUBERNETES / "jobs"
FOLDERS = kustomize.kustomizations()
# Every object as it stands in its file, but for those that only name what they change.
PARTIAL = [path for folder in FOLDERS for path in kustomize.patches(folder)]
FILES = [
    path for path in sorted(KUBERNETES.rglob("*.yaml")) if path.name != "kustomization.yaml" and path not in PARTIAL
]
OBJECTS = [(path.relative_to(KUBERNETES), item) for path in FILES for item in documents(path)]
# As docs/kubernetes.md says.
OLDEST = "1.31"
# What has clients, and at which port.
OPEN = {"graphql": 8000, "console": 8090}
# These have definitions of their own, which no package carries.
FOREIGN = {"ScaledObject", "TriggerAuthentication", "PodMonitor"}
# The deployments that have a queue.
STAGE_OF = dict(zip(["extractor", "transformer", "loader"], STAGES))
COMPONENT, NAME = "app.kubernetes.io/component", "app.kubernetes.io/name"


def of_kind(*kinds):
    return [item for _, item in OBJECTS if item["kind"] in kinds]


def named(kind):
    return {item["metadata"]["name"]: item for item in of_kind(kind)}


def templates():
    """The pods of everything that makes some, by what makes them."""
    return {
        item["metadata"].get("name", item["metadata"].get("generateName")): item["spec"]["template"]
        for item in of_kind("Deployment", "Job")
    }


def volume_secrets(pod):
    return {volume["secret"]["secretName"] for volume in pod["spec"]["volumes"] if "secret" in volume}


def selects(selector, labels):
    """Whether a selector chooses an object with these labels; `In` is the only operator that is used."""
    chosen = all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())
    for expression in selector.get("matchExpressions", []):
        assert expression["operator"] == "In"
        chosen = chosen and labels.get(expression["key"]) in expression["values"]
    return chosen


class Validity(unittest.TestCase):
    def validate(self, item, where):
        if item["kind"] in FOREIGN:
            return
        for version in (OLDEST, kubernetes_validate.latest_version()):
            try:
                kubernetes_validate.validate(item, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                self.fail(f"{where}, Kubernetes {version}: {'/'.join(map(str, error.path))}: {error.message}")

    def test_objects_are_what_kubernetes_takes(self):
        self.assertGreater(len(OBJECTS), 15)
        for path, item in OBJECTS:
            self.validate(item, path)

    def test_what_kustomize_makes_of_them_is_too(self):
        if kubectl() is None:
            self.skipTest("kubectl is not here, whose kustomize would put the overlays together")
        for folder in FOLDERS:
            if FOLDERS[folder]["kind"] == "Component":
                continue
            code, output = run(kubectl(), "kustomize", folder)
            self.assertEqual(code, 0, output)
            for item in yaml.safe_load_all(output):
                self.validate(item, folder)

    def test_names_are_given_once(self):
        for folder in FOLDERS:
            names = [(item["kind"], item["metadata"]["name"]) for item in kustomize.resources(folder)]
            self.assertEqual(len(names), len(set(names)), folder)


class Completeness(unittest.TestCase):
    def test_kustomizations_name_files_that_are_there(self):
        for folder in FOLDERS:
            for path in kustomize.listed(folder) + kustomize.patches(folder):
                self.assertTrue((path / "kustomization.yaml").exists() if path.is_dir() else path.exists(), path)

    def test_every_file_is_in_a_kustomization(self):
        used = {path.resolve() for folder in FOLDERS for path in kustomize.listed(folder)}
        for path in FILES:
            if path.parent != JOBS:
                self.assertIn(path, used)

    def test_patches_change_something_that_is_there(self):
        for folder in FOLDERS:
            there = {(item["kind"], item["metadata"]["name"]) for item in kustomize.resources(folder)}
            for path in kustomize.patches(folder):
                for patch in documents(path):
                    self.assertIn((patch["kind"], patch["metadata"]["name"]), there, path)

    def test_images_that_an_overlay_renames_are_used(self):
        images = {container["image"] for pod in templates().values() for container in pod["spec"]["containers"]}
        for folder, content in FOLDERS.items():
            if "images" in content:
                self.assertEqual({image["name"] for image in content["images"]}, images, folder)

    def test_pods_refer_to_what_there_is(self):
        for owner, pod in templates().items():
            spec = pod["spec"]
            self.assertIn(spec["serviceAccountName"], named("ServiceAccount"))
            volumes = {volume["name"]: volume for volume in spec["volumes"]}
            for volume in volumes.values():
                claim = volume.get("persistentVolumeClaim")
                if claim:
                    self.assertIn(claim["claimName"], named("PersistentVolumeClaim"))
                    self.assertTrue(claim["readOnly"], owner)
            for container in spec["containers"]:
                self.assertEqual({mount["name"] for mount in container["volumeMounts"]}, set(volumes), owner)
                # A pod may write only where the volume is its own, and bounded.
                for mount in container["volumeMounts"]:
                    own = volumes[mount["name"]].get("emptyDir")
                    self.assertTrue(own["sizeLimit"] if own else mount["readOnly"], owner)
                for source in container.get("envFrom", []):
                    self.assertIn(source["configMapRef"]["name"], named("ConfigMap"))


    def test_extractors_know_the_nodes_where_somebody_follows(self):
        follow = named("Deployment")["follow"]["spec"]["template"]["spec"]
        (content,) = documents(KUBERNETES / "components/follow/kustomization.yaml")
        (patch,) = content["patches"]
        self.assertEqual(patch["target"], {"kind": "Deployment", "name": "extractor"})
        added = [step["value"] for step in yaml.safe_load(patch["patch"])]
        (container,) = follow["containers"]
        for value, place in zip(added, (container["env"], container["volumeMounts"], follow["volumes"]), strict=True):
            self.assertIn(value, place)


class Safety(unittest.TestCase):
    def test_pods_have_no_right_that_they_do_not_need(self):
        for owner, pod in templates().items():
            spec = pod["spec"]
            self.assertFalse(spec["automountServiceAccountToken"], owner)
            self.assertTrue(spec["securityContext"]["runAsNonRoot"], owner)
            self.assertGreaterEqual(spec["securityContext"]["runAsUser"], 10000, owner)
            self.assertEqual(spec["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"}, owner)
            for container in spec["containers"]:
                expected = {
                    "allowPrivilegeEscalation": False,
                    "readOnlyRootFilesystem": True,
                    "capabilities": {"drop": ["ALL"]},
                }
                self.assertEqual(container["securityContext"], expected, owner)
                self.assertIn("memory", container["resources"]["limits"], owner)
                self.assertEqual(set(container["resources"]["requests"]), {"cpu", "memory"}, owner)

    def test_only_the_migration_knows_the_owner_of_the_tables(self):
        secrets = {owner: volume_secrets(pod) for owner, pod in templates().items()}
        self.assertEqual({owner for owner, names in secrets.items() if "token-etl-operator" in names}, {"migrate"})
        self.assertEqual(secrets["submit-"], {"token-etl-submitter"})
        self.assertEqual(secrets["follow"], {"token-etl-submitter", "token-etl-nodes"})

    def test_no_secret_is_in_the_repository(self):
        self.assertEqual(of_kind("Secret"), [])
        for path in KUBERNETES.rglob("*.yaml"):
            self.assertIsNone(re.search(r"://[^/\s]*:[^/\s]*@", path.read_text()), path)

    def test_pods_are_cut_off_but_for_what_is_allowed(self):
        policies = named("NetworkPolicy")
        deny = policies.pop("default-deny")["spec"]
        self.assertEqual(deny, {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})
        for policy in policies.values():
            self.assertTrue(any(self.is_meant(policy, pod) for pod in templates().values()), policy["metadata"]["name"])
        jobs = {"migrate", "submit-"}
        self.assertEqual(self.meant_by(policies["database"]), {"loader", "graphql", "follow", "console"} | jobs)
        self.assertEqual(self.meant_by(policies["broker"]), set(STAGE_OF) | {"follow", "console"} | jobs)
        self.assertEqual(self.meant_by(policies["nodes"]), {"extractor", "follow"})

    def test_clients_come_only_from_namespaces_with_the_label(self):
        for name, port in OPEN.items():
            policy = named("NetworkPolicy")[name]
            self.assertEqual(self.meant_by(policy), {name})
            self.assertEqual(policy["spec"]["policyTypes"], ["Ingress"])
            (rule,) = policy["spec"]["ingress"]
            label = {"matchLabels": {f"token-etl/{name}-client": "true"}}
            self.assertEqual(rule["from"], [{"namespaceSelector": label}])
            self.assertEqual(rule["ports"], [{"port": port, "protocol": "TCP"}])

    def meant_by(self, policy):
        return {owner for owner, pod in templates().items() if self.is_meant(policy, pod)}

    def is_meant(self, policy, pod):
        return selects(policy["spec"]["podSelector"], pod["metadata"]["labels"])


class Running(unittest.TestCase):
    def test_services_are_probed_and_given_time_to_stop(self):
        self.assertEqual(set(named("Deployment")), set(STAGE_OF) | {"graphql", "follow", "console"})
        for name, item in named("Deployment").items():
            pod = item["spec"]["template"]
            self.assertGreaterEqual(pod["spec"]["terminationGracePeriodSeconds"], 30, name)
            self.assertTrue(selects(item["spec"]["selector"], pod["metadata"]["labels"]), name)
            (container,) = pod["spec"]["containers"]
            self.assertIn({"name": "http", "containerPort": 8080}, container["ports"])
            self.assertIn({"name": "probe", "containerPort": 8081}, container["ports"])
            self.assertEqual(container["livenessProbe"]["httpGet"], {"path": "/livez", "port": "probe"})
            self.assertEqual(container["readinessProbe"]["httpGet"], {"path": "/readyz", "port": "probe"})
            (spread,) = pod["spec"]["topologySpreadConstraints"]
            self.assertTrue(selects(spread["labelSelector"], pod["metadata"]["labels"]), name)

    def test_only_what_has_clients_is_open_at_the_port_where_it_listens(self):
        services = named("Service")
        self.assertEqual(set(services), set(OPEN))
        for name, item in named("Deployment").items():
            pod = item["spec"]["template"]
            (container,) = pod["spec"]["containers"]
            ports = {port["name"]: port["containerPort"] for port in container["ports"]}
            own = {name: OPEN[name]} if name in OPEN else {}
            self.assertEqual(ports, {"http": 8080, "probe": 8081} | own, name)
            meant = {
                other for other, service in services.items()
                if selects({"matchLabels": service["spec"]["selector"]}, pod["metadata"]["labels"])
            }
            self.assertEqual(meant, set(own), name)
            listens = [variable["value"] for variable in container["env"] if variable["name"].endswith("_LISTEN")]
            self.assertEqual(listens, [f"0.0.0.0:{port}" for port in own.values()], name)
        for name, service in services.items():
            (port,) = service["spec"]["ports"]
            self.assertEqual((port["port"], port["targetPort"]), (OPEN[name], name))

    def test_the_console_is_one_process_with_logins_and_tls(self):
        item = named("Deployment")["console"]["spec"]
        self.assertEqual((item["replicas"], item["strategy"]), (1, {"type": "Recreate"}))
        (container,) = item["template"]["spec"]["containers"]
        environment = {variable["name"]: variable["value"] for variable in container["env"]}
        self.assertLessEqual({"CONSOLE_LOGINS", "CONSOLE_TLS_CERT", "CONSOLE_TLS_KEY"}, set(environment))
        self.assertTrue(environment["CONSOLE_PUBLIC_URL"].startswith("https://"))
        self.assertNotIn("CONSOLE_OPERATOR", environment)

    def test_each_service_has_a_disruption_budget(self):
        for name, item in named("Deployment").items():
            labels = item["spec"]["template"]["metadata"]["labels"]
            meant = [b for b in of_kind("PodDisruptionBudget") if selects(b["spec"]["selector"], labels)]
            self.assertEqual([budget["metadata"]["name"] for budget in meant], [name])

    def test_one_autoscaler_at_most_sets_a_number_of_replicas(self):
        for folder in FOLDERS:
            targets = [
                item["spec"]["scaleTargetRef"]["name"]
                for item in kustomize.resources(folder)
                if item["kind"] in ("HorizontalPodAutoscaler", "ScaledObject")
            ]
            self.assertEqual(len(targets), len(set(targets)), folder)
            self.assertLessEqual(set(targets), set(named("Deployment")), folder)

    def test_queues_decide_on_the_number_of_each_stage(self):
        self.assertEqual(set(named("ScaledObject")), set(STAGE_OF))
        for name, item in named("ScaledObject").items():
            spec = item["spec"]
            fields = {"scaleTargetRef", "minReplicaCount", "maxReplicaCount", "pollingInterval", "triggers"}
            self.assertEqual(set(spec), fields, name)
            self.assertLess(spec["minReplicaCount"], spec["maxReplicaCount"])
            (trigger,) = spec["triggers"]
            self.assertEqual(set(trigger), {"type", "metadata", "authenticationRef"})
            self.assertEqual(trigger["type"], "rabbitmq")
            length = trigger["metadata"]["value"]
            self.assertIsInstance(length, str)
            self.assertGreater(int(length), 0)
            queue = f"etl.{STAGE_OF[name]}"
            expected = {"protocol": "amqp", "queueName": queue, "mode": "QueueLength", "value": length}
            self.assertEqual(trigger["metadata"], expected)
            self.assertIn(trigger["authenticationRef"]["name"], named("TriggerAuthentication"))

    def test_every_service_is_scraped_by_the_name_of_its_port(self):
        (monitor,) = of_kind("PodMonitor")
        for name, item in named("Deployment").items():
            self.assertTrue(selects(monitor["spec"]["selector"], item["spec"]["template"]["metadata"]["labels"]), name)
        self.assertFalse(selects(monitor["spec"]["selector"], templates()["migrate"]["metadata"]["labels"]))
        (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
        self.assertEqual((endpoint["port"], endpoint["path"]), ("http", "/metrics"))


if __name__ == "__main__":
    unittest.main()
