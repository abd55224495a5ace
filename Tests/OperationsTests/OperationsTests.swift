import Testing

/// Checks the files for operators: alerts, dashboards, manifests, the Compose stack. They are in `Tests/Operations`.
@Suite struct OperationsTests {
    @Test(
        .enabled(if: Checks.python != nil, "needs .build/operations, which scripts/operations.sh makes"),
        .enabled(if: Checks.promtool != nil, "needs promtool, of Debian's package prometheus"),
        arguments: ["test_rules", "test_dashboards", "test_kubernetes", "test_compose", "test_images", "test_sbom"])
    func hold(checks: String) throws {
        let outcome = try Checks.run(checks)
        #expect(outcome.exitCode == 0, "\(outcome.output)")
        // A file without a test would succeed too.
        #expect(outcome.output.contains(/Ran [1-9][0-9]* tests/))
        for line in outcome.output.split(separator: "\n") where line.contains("skipped '") { print(line) }
    }
}
