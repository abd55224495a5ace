"""The alerts: each is tested, has a place in the documentation, and asks for metrics that exist."""

import re
import unittest

import metrics
from repository import DOCKER, ROOT, anchors, documents, promtool, rules, run

ALERTS = [rule for rule in rules() if "alert" in rule]
PROMETHEUS = DOCKER / "prometheus"
RUNBOOK = ROOT / "docs/operations.md"


class Rules(unittest.TestCase):
    def test_prometheus_takes_the_configuration_and_the_rules(self):
        for command in (
            [promtool(), "check", "config", PROMETHEUS / "prometheus.yml"],
            [promtool(), "check", "rules", PROMETHEUS / "rules.yml"],
        ):
            code, output = run(*command)
            self.assertEqual(code, 0, output)

    def test_alerts_fire_when_they_should_and_only_then(self):
        code, output = run(promtool(), "test", "rules", PROMETHEUS / "rules_test.yml")
        self.assertEqual(code, 0, output)

    def test_each_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not(self):
        (content,) = documents(PROMETHEUS / "rules_test.yml")
        checks = [check for case in content["tests"] for check in case.get("promql_expr_test", [])]
        for alert in (rule["alert"] for rule in ALERTS):
            mine = [check for check in checks if f'alertname="{alert}"' in check["expr"]]
            self.assertTrue(any(check["exp_samples"] for check in mine), f"{alert} fires in no case")
            self.assertTrue(any(not check["exp_samples"] for check in mine), f"{alert} is silent in no case")

    def test_each_alert_says_how_bad_it_is_and_what_to_do(self):
        for rule in ALERTS:
            self.assertIn(rule["labels"]["severity"], ("warning", "critical"), rule["alert"])
            self.assertEqual(
                set(rule["annotations"]) - {"console"}, {"summary", "description", "runbook"}, rule["alert"])

    def test_alerts_on_the_flow_name_a_page_of_the_console(self):
        pages = set(re.findall(r'case \("(\w+)", nil\)', (ROOT / "Sources/Web/ConsoleService/PageSource.swift").read_text()))
        self.assertGreater(len(pages), 4)
        for rule in ALERTS:
            link = rule["annotations"].get("console")
            if link is None:
                # Processes and metrics themselves: the console knows nothing of them.
                self.assertRegex(rule["alert"], "Memory|Restarts|NotScraped|GraphQL|Console")
                continue
            path = re.fullmatch(r"\{\{ \$externalLabels\.console \}\}/(\w*)(\?\S+=.*)?", link)
            self.assertIn(path[1], pages | {""}, rule["alert"])

    def test_each_alert_has_a_row_and_a_section_in_the_runbook(self):
        page = RUNBOOK.read_text()
        sections = anchors(page)
        for rule in ALERTS:
            path, _, anchor = rule["annotations"]["runbook"].partition("#")
            self.assertEqual(path, "docs/operations.md")
            self.assertIn(anchor, sections, rule["alert"])
            row = re.search(rf"^\| `{rule['alert']}` \|.*$", page, re.MULTILINE)
            self.assertIsNotNone(row, f"{rule['alert']} has no row in {path}")
            self.assertIn(f"(#{anchor})", row.group(), rule["alert"])

    def test_the_runbook_lists_no_alert_that_is_gone(self):
        listed = set(re.findall(r"^\| `(Etl\w+)` \|", RUNBOOK.read_text(), re.MULTILINE))
        self.assertEqual(listed, {rule["alert"] for rule in ALERTS})

    def test_rules_ask_for_metrics_that_exist(self):
        known = metrics.all_known()
        if known is None:
            self.skipTest("no catalogue of metrics is here")
        for rule in rules():
            self.assertEqual(metrics.unknown(rule["expr"], known), set(), rule["expr"])

    def test_the_page_about_metrics_has_every_metric_and_no_other(self):
        if metrics.of_the_project() is None:
            self.skipTest("no catalogue of metrics is here")
        self.assertEqual(metrics.documented(), metrics.families())

    def test_prometheus_scrapes_services_that_compose_has(self):
        compose = DOCKER / "compose.yaml"
        if not compose.exists():
            self.skipTest("docker/compose.yaml is not here")
        (services,), (content,) = documents(compose), documents(PROMETHEUS / "prometheus.yml")
        for job in content["scrape_configs"]:
            for names in job.get("dns_sd_configs", []):
                self.assertLessEqual(set(names["names"]), set(services["services"]))


if __name__ == "__main__":
    unittest.main()
