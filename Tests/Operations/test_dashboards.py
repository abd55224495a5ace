"""The dashboards: panels say what they show, do not overlap, and ask for metrics that exist."""

import itertools
import json
import pathlib
import re
import tempfile
import unittest

import metrics
from repository import DOCKER, dashboards, documents, promtool, run

PANELS = [
    (name, panel) for name, dashboard in dashboards().items() for panel in dashboard["panels"] if panel["type"] != "row"
]
EXPRESSIONS = [(panel["title"], target["expr"]) for _, panel in PANELS for target in panel["targets"]]


def plain(expression):
    """As Prometheus is asked, with the variables filled in."""
    filled = expression.replace("$__rate_interval", "1m")
    return re.sub(r"\$(kind|instance)\b", ".*", filled)


class Dashboards(unittest.TestCase):
    def test_there_is_one(self):
        self.assertGreater(len(PANELS), 20)

    def test_panels_have_a_title_a_description_a_unit_and_a_query(self):
        for _, panel in PANELS:
            self.assertTrue(panel["title"])
            self.assertTrue(panel["description"], panel["title"])
            self.assertTrue(panel["fieldConfig"]["defaults"]["unit"], panel["title"])
            self.assertTrue(panel["targets"], panel["title"])
            for target in panel["targets"]:
                self.assertTrue(target["expr"] and target["legendFormat"], panel["title"])
            references = [target["refId"] for target in panel["targets"]]
            self.assertEqual(len(references), len(set(references)), panel["title"])

    def test_titles_and_numbers_are_given_once(self):
        for name, dashboard in dashboards().items():
            for key in ("id", "title"):
                values = [panel[key] for panel in dashboard["panels"]]
                self.assertEqual(len(values), len(set(values)), f"{key} in {name}")

    def test_panels_lie_side_by_side(self):
        for name, dashboard in dashboards().items():
            places = [(panel["title"], panel["gridPos"]) for panel in dashboard["panels"]]
            for title, place in places:
                self.assertLessEqual(place["x"] + place["w"], 24, title)
            for (one, a), (other, b) in itertools.combinations(places, 2):
                apart_x = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
                apart_y = a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
                self.assertTrue(apart_x or apart_y, f"{one} and {other} in {name}")

    def test_variables_are_declared_and_used(self):
        for name, dashboard in dashboards().items():
            declared = {variable["name"] for variable in dashboard["templating"]["list"]}
            used = set(re.findall(r"\$\{?([a-z]\w*)\}?", json.dumps(dashboard["panels"])))
            self.assertEqual(used, declared, name)

    def test_the_data_source_is_the_one_that_is_provisioned(self):
        (content,) = documents(DOCKER / "grafana/provisioning/datasources/prometheus.yml")
        provisioned = {source["uid"] for source in content["datasources"]}
        for dashboard in dashboards().values():
            variables = {variable["name"]: variable for variable in dashboard["templating"]["list"]}
            self.assertIn(variables["datasource"]["current"]["value"], provisioned)
        for _, panel in PANELS:
            sources = {target["datasource"]["uid"] for target in panel["targets"]} | {panel["datasource"]["uid"]}
            self.assertEqual(sources, {"${datasource}"}, panel["title"])

    def test_queries_ask_for_metrics_that_exist(self):
        known = metrics.all_known()
        if known is None:
            self.skipTest("no catalogue of metrics is here")
        for title, expression in EXPRESSIONS:
            self.assertEqual(metrics.unknown(plain(expression), known), set(), title)

    def test_prometheus_understands_the_queries(self):
        asked = [{"record": f"query:{number}", "expr": plain(text)} for number, (_, text) in enumerate(EXPRESSIONS)]
        with tempfile.TemporaryDirectory() as directory:
            # JSON is YAML.
            file = pathlib.Path(directory) / "queries.yml"
            file.write_text(json.dumps({"groups": [{"name": "queries", "rules": asked}]}))
            code, output = run(promtool(), "check", "rules", file)
        self.assertEqual(code, 0, output)


if __name__ == "__main__":
    unittest.main()
