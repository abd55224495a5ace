import Chaos
import Foundation
import SystemPackage
import Testing

/// Some of the scenarios of `make chaos`, with a smaller load, and checks of the harness itself.
@Suite(.serialized)
struct ChaosTests {
    @Test(arguments: Catalogue.all.filter(\.isQuick))
    func losesAndDoublesNothing(_ scenario: Scenario) async throws {
        var scenario = scenario
        scenario.setup.sample = .few
        let folder = FilePath(FileManager.default.temporaryDirectory.path)
            .appending("token-etl-chaos-test-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        let result = await ScenarioRunner(folder: folder, seed: 1).run(scenario)
        #expect(result.isAsItShouldBe, "\(Report.lines(result))")
        if result.isAsItShouldBe { try FileManager.default.removeItem(atPath: folder.string) }
    }

    @Test func namesOfScenariosAreDifferent() {
        let names = Catalogue.all.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func namesWhatThereIsWhenAScenarioIsUnknown() {
        let error = #expect(throws: ChaosError.self) { try Catalogue.named(["no-such"]) }
        #expect(error?.description.contains("kill-loader") == true)
    }
}
