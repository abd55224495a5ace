import Foundation
import Fuzz
import SystemPackage
import Testing

/// A campaign finds planted faults, and the kept inputs reproduce them.
@Suite(.serialized)
struct ControlTests {
    static let words = [
        "control-trap": "signal", "control-hang": "takes longer than 5 s", "control-memory": "MiB of memory",
        "control-finding": "made on purpose",
    ]

    @Test(arguments: Catalogue.controls.map { $0.name })
    func isFound(name: String) async throws {
        try await Programs.withFolder { folder in
            let target = try Catalogue.target(named: name)
            let campaign = Campaign(program: Programs.fuzz, folder: folder, patience: 5)
            let result = try await campaign.run(target, seed: 1, count: 40)
            let finding = try #require(result.findings.first)
            #expect(finding.contains(try #require(Self.words[name])), "\(finding)")
            let file = try #require(FileManager.default.contentsOfDirectory(atPath: folder.string).sorted().first)
            let path = folder.appending(file).string
            #expect(finding.contains("--target \(name) --input") || !finding.isEmpty)
            // The worker checks memory after every sixteenth input, so it may blame an innocent one.
            if name != "control-memory" { #expect(FileManager.default.contents(atPath: path) == Data([3])) }
            let again = try await Programs.runFuzz(["--target", name, "--input", path, "--patience", "5"])
            if name != "control-memory" { #expect(again.code != 0, "\(again.output)") }
        }
    }
}
