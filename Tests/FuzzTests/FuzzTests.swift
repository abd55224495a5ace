import Foundation
import Fuzz
import SystemPackage
import Testing

/// A minute of `make fuzz`: some inputs are always the same, and some are new each time.
@Suite(.serialized)
struct FuzzTests {
    static let newSeed = UInt64.random(in: 2...999_999)

    @Test(arguments: Catalogue.all.map { $0.name })
    func findsNothing(in name: String) async throws {
        let target = try Catalogue.target(named: name)
        let folder = FilePath(FileManager.default.temporaryDirectory.path).appending("token-etl-fuzz-findings")
        let campaign = Campaign(program: Programs.fuzz, folder: folder)
        for (seed, count) in [(1, target.inputsInTests), (Self.newSeed, target.inputsInTests / 4)] {
            let result = try await campaign.run(target, seed: seed, count: count)
            print("\(name): \(result.inputs) inputs of seed \(seed), \(result.read) of them read to their end")
            #expect(result.findings.isEmpty, "\(result.findings.joined(separator: "\n"))")
            #expect(result.inputs == count)
            // Inputs that the reader refuses at once do not test the code after its first check.
            #expect(result.read > count / 20)
        }
    }

    @Test func theSameSeedMakesTheSameInputs() throws {
        for target in Catalogue.all {
            let inputs = try (0..<2).map { _ in
                let target = try target.init(Corpus())
                return (0..<20).map { target.input($0, seed: 7) }
            }
            // The paths of jobs are in a folder of their own.
            if target.name != "job" { #expect(inputs[0] == inputs[1], "\(target.name)") }
            #expect(Set(inputs[0]).count > 10, "\(target.name)")
        }
    }

    @Test func namesWhatThereIsWhenATargetIsUnknown() {
        let error = #expect(throws: Finding.self) { _ = try Catalogue.target(named: "no-such") }
        #expect(error?.description.contains("record-batch") == true)
    }
}
