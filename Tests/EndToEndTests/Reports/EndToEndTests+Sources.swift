import Foundation
import SampleData
import SystemPackage
import Testing

extension EndToEndTests {
    @Test func aSourceThatCannotBeFinishedIsRetiredAndComesBackWhenItIsSubmitted() async throws {
        try await Workspace.with { workspace in
            let file = try await workspace.refusedSample(batches: 4)
            #expect(try await workspace.etl(workspace.refusedRun(file)).exitCode == 1)
            #expect(try await workspace.etl(["status"]).exitCode == 1)
            let open = try #require(try await workspace.sources().first)
            #expect(open.state == "in progress" && open.uri == file.string && open.retiredAt == nil)
            let digits = String(open.sourceId.prefix(8))
            let shown = try await workspace.etl(["sources", "show", digits])
            #expect(shown.exitCode == 0 && shown.output.contains(open.sourceId), "\(shown.everything)")
            #expect(try await workspace.letters().allSatisfy { shown.output.contains($0.id) })
            for words in ["retired; nothing of it is loaded", "was retired before"] {
                let retired = try await workspace.etl(["sources", "retire", digits])
                #expect(retired.exitCode == 0 && retired.output.contains(words), "\(retired.everything)")
            }
            let status = try await workspace.etl(["status"])
            #expect(status.exitCode == 0 && status.output.contains("Retired sources: 1."), "\(status.everything)")
            let list = try await workspace.etl(["sources", "list", "--only", "retired"])
            #expect(list.output.contains("token_transfers.csv  \(digits)"), "\(list.everything)")
            try await workspace.refuseNoMore()
            let again = try await workspace.etl(workspace.refusedRun(file))
            #expect(again.exitCode == 0, "\(again.everything)")
            #expect(try await workspace.sources().map(\.state) == ["complete"])
            #expect(try await workspace.differences(from: [file]) == "")
            let refused = try await workspace.etl(["sources", "retire", digits])
            #expect(refused.exitCode == 1 && refused.errors.contains("is complete"), "\(refused.everything)")
            for arguments in [["show", "ffff0000"], ["retire", "ffff0000"]] {
                let unknown = try await workspace.etl(["sources"] + arguments)
                #expect(unknown.exitCode == 1 && unknown.errors.contains("ffff0000"), "\(unknown.everything)")
            }
        }
    }

    @Test(arguments: [["show"], ["retire"], ["retire", "abc"], ["show", "x.csv"], ["list", "--only", "old"]])
    func sourcesMustBeNamed(_ arguments: [String]) async throws {
        let outcome = try await Programs.run(Programs.directory.appending("etl"), ["sources"] + arguments)
        #expect(outcome.exitCode == 2, "\(outcome.everything)")
    }

    @Test func anOversizedLetterIsExportedDiscardedImportedAndReplayed() async throws {
        try await Workspace.with { workspace in
            _ = try await workspace.etl(["migrate"])
            try await workspace.publishOversized(to: "etl.load.dead")
            let before = try await workspace.letters()
            #expect(before.map(\.reason) == ["oversized"])
            let folder = workspace.folder.appending("kept")
            for _ in 1...2 {
                let exported = try await workspace.deadLetters(["export", folder.string])
                #expect(exported.exitCode == 0, "\(exported.everything)")
            }
            #expect(Files.all(below: folder).count == 2)
            #expect(try await workspace.deadLetters(["discard", "--all", "--yes"]).exitCode == 0)
            #expect(try await workspace.letters().isEmpty)
            let imported = try await workspace.deadLetters(["import", folder.string])
            #expect(imported.exitCode == 0, "\(imported.everything)")
            #expect(try await workspace.letters() == before)
            let list = try await workspace.deadLetters(["list"])
            #expect(list.output.contains("huge.csv"), "\(list.everything)")
            let replayed = try await workspace.deadLetters(["replay", try #require(before.first?.id)])
            #expect(replayed.output == "replayed 1 dead letter\n", "\(replayed.everything)")
            #expect(try await workspace.letters().isEmpty)
            #expect(try await workspace.depth(of: "etl.load") == 1)
        }
    }
}
