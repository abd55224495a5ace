import Foundation
import SampleData
import SystemPackage
import TestData
import Testing

extension EndToEndTests {
    @Test func aDeadLetterIsNamedLookedAtReplayedAndDiesAgain() async throws {
        try await Workspace.with { workspace in
            let file = try await workspace.refusedSample()
            let run = try await workspace.etl(workspace.refusedRun(file))
            #expect(run.exitCode == 1, "\(run.everything)")
            let letters = try await workspace.letters()
            #expect(letters.count == 20)
            #expect(letters.allSatisfy { $0.stage == "load" && $0.reason.contains("23514") && $0.records == 50 })
            let id = try #require(letters.first?.id)
            #expect(letters.contains { run.errors.contains("dead-letters show \($0.id)") }, "\(run.errors)")
            let status = try await workspace.etl(["status"])
            #expect(status.exitCode == 1)
            #expect(status.output.contains("incomplete"))
            #expect(
                letters.contains { status.output.contains("dead-letters show \($0.id) --broker") }, "\(status.output)")
            let shown = try await workspace.deadLetters(["show", String(id.prefix(8))])
            #expect(shown.exitCode == 0 && shown.output.contains(id) && shown.output.contains("etl-reason: "))
            let tried = try await workspace.deadLetters(["replay", id, "--dry-run"])
            #expect(tried.exitCode == 0 && tried.output.contains("would replay 1 dead letter"))
            let replayed = try await workspace.deadLetters(["replay", id])
            #expect(replayed.output == "replayed 1 dead letter\n", "\(replayed.everything)")
            #expect(try await workspace.letters().count == 19)
            #expect(try await workspace.deadLetters(["replay", "--reason", letters[0].reason]).exitCode == 0)
            #expect(try await workspace.etl(workspace.refusedRun(file)).exitCode == 1)
            let again = try await workspace.letters()
            #expect(again.count == 20)
            #expect(again.allSatisfy { $0.replays == 1 && $0.attempts > 1 })
            let list = try await workspace.deadLetters(["list"])
            #expect(list.exitCode == 0 && list.output.contains("replayed 1 time"), "\(list.everything)")
        }
    }

    /// Each run retries the job of a damaged file, but there is only one dead letter.
    @Test func runningADamagedFileAgainLeavesOneLetter() async throws {
        try await Workspace.with { workspace in
            let sample = try workspace.sample("cut", SampleOptions(transfers: 3000, tokens: 1))[1]
            let packed = try await Reference.variants(of: [sample], to: workspace.folder.appending("packed"))[0]
            try Files.write(try Files.bytes(packed).dropLast(2000), to: packed)
            for replays in 0...2 {
                #expect(try await workspace.etl(["run", packed.string]).exitCode == 1)
                let letters = try await workspace.letters()
                #expect(letters.map(\.reason) == ["source-unreadable"])
                #expect(letters.map(\.replays) == [replays])
            }
        }
    }

    @Test func whatIsExportedAndDiscardedComesBackByImportAndReplay() async throws {
        try await Workspace.with { workspace in
            let file = try await workspace.refusedSample()
            _ = try await workspace.etl(workspace.refusedRun(file))
            let before = try await workspace.letters()
            let folder = workspace.folder.appending("kept")
            #expect(try await workspace.deadLetters(["export", folder.string]).exitCode == 0)
            #expect(Files.all(below: folder).count == 40)
            let unsure = try await workspace.deadLetters(["discard", "--all"])
            #expect(unsure.exitCode == 2 && unsure.errors.contains("--yes"))
            #expect(try await workspace.letters() == before)
            #expect(try await workspace.deadLetters(["discard", "--stage", "load", "--yes"]).exitCode == 0)
            #expect(try await workspace.letters().isEmpty)
            let damaged = folder.appending("\(before[3].id).body")
            let body = try Files.bytes(damaged)
            try Files.write(body.dropLast() + [body.last.map { $0 ^ 1 } ?? 0], to: damaged)
            let partly = try await workspace.deadLetters(["import", folder.string])
            #expect(partly.exitCode == 1 && partly.errors.contains(before[3].id), "\(partly.everything)")
            try Files.write(body, to: damaged)
            for _ in 1...2 { #expect(try await workspace.deadLetters(["import", folder.string]).exitCode == 0) }
            #expect(try await workspace.letters() == before)
            try await workspace.refuseNoMore()
            #expect(try await workspace.deadLetters(["replay", "--all"]).exitCode == 0)
            let mended = try await workspace.etl(workspace.refusedRun(file))
            #expect(mended.exitCode == 0, "\(mended.everything)")
            #expect(try await workspace.differences(from: [file]) == "")
            #expect(try await workspace.etl(["status"]).exitCode == 0)
        }
    }

    @Test func aReplayThatIsKilledLosesNothing() async throws {
        try await Workspace.with { workspace in
            let file = try await workspace.refusedSample(batches: 300)
            _ = try await workspace.etl(workspace.refusedRun(file))
            #expect(try await workspace.letters().count == 300)
            var generator = SeededGenerator(5)
            var (dead, back, halfway) = (300, 0, 0)
            // On a busy machine the kill is late, so nothing may be left before the eighth time.
            for _ in 0..<8 where dead > 0 {
                let mark = back + Int.random(in: 1...min(12, dead), using: &generator)
                let wasKilled = try await workspace.killed(["replay", "--all"], whenReady: "etl.load") { $0 >= mark }
                (dead, back) = (try await workspace.letters().count, try await workspace.depth(of: "etl.load"))
                #expect(back >= mark && dead + back >= 300)
                if wasKilled && dead > 0 { halfway += 1 }
            }
            #expect(halfway > 0)
            try await workspace.refuseNoMore()
            #expect(try await workspace.deadLetters(["replay", "--all"]).exitCode == 0)
            #expect(try await workspace.letters().isEmpty)
            let mended = try await workspace.etl(workspace.refusedRun(file))
            #expect(mended.exitCode == 0, "\(mended.everything)")
            #expect(try await workspace.differences(from: [file]) == "")
        }
    }

    @Test func lookingChangesNothingHoweverOftenAndWhereverItIsKilled() async throws {
        try await Workspace.with { workspace in
            let file = try await workspace.refusedSample(batches: 100)
            _ = try await workspace.etl(workspace.refusedRun(file))
            let before = try await workspace.letters()
            let folders = ["first", "second"].map { workspace.folder.appending($0) }
            _ = try await workspace.deadLetters(["export", folders[0].string])
            var generator = SeededGenerator(6)
            var halfway = 0
            for look in 0..<50 {
                if look % 5 == 0 {
                    #expect(try await workspace.letters() == before)
                } else {
                    // The kill comes when at most this number of letters is ready; the command holds the others.
                    let rest = Int.random(in: 0..<before.count, using: &generator)
                    let wasKilled = try await workspace.killed(["list"], whenReady: "etl.load.dead") { $0 <= rest }
                    if wasKilled { halfway += 1 }
                }
            }
            #expect(halfway > 0)
            #expect(try await workspace.letters() == before)
            _ = try await workspace.deadLetters(["export", folders[1].string])
            let contents = try folders.map { try Files.all(below: $0).map { try Files.bytes($0) } }
            #expect(contents[0].count == 200)
            let areSame = contents[0] == contents[1]
            #expect(areSame)
        }
    }

    @Test func privateServersAreAskedForDeadLettersToo() async throws {
        try await Workspace.with { workspace in
            let state = ["--state", workspace.state.string]
            let none = try await workspace.bareETL(["dead-letters", "list"] + state)
            #expect(none.exitCode == 1 && none.errors.contains("there are no private servers in"), "\(none.everything)")
            let file = try workspace.sample("dead", SampleOptions(transfers: 300, tokens: 1, badRecords: false))[1]
            _ = try await workspace.bareETL(["migrate"] + state)
            func psql(_ statement: String) async throws {
                let outcome = try await workspace.bareETL(["psql"] + state + ["--", "-q", "-c", statement])
                #expect(outcome.exitCode == 0, "\(outcome.everything)")
            }
            try await psql("ALTER TABLE token_transfers ADD CONSTRAINT refusal CHECK (log_index < 0)")
            let run = try await workspace.bareETL(["run"] + state + [file.string])
            #expect(run.exitCode == 1 && run.errors.contains("dead-letters show"), "\(run.everything)")
            let status = try await workspace.bareETL(["status"] + state)
            #expect(status.exitCode == 1 && status.output.contains("incomplete"), "\(status.everything)")
            #expect(status.output.contains("--state \(workspace.state)"))
            try await psql("ALTER TABLE token_transfers DROP CONSTRAINT refusal")
            let replay = try await workspace.bareETL(["dead-letters", "replay", "--all"] + state)
            #expect(replay.output == "replayed 1 dead letter\n", "\(replay.everything)")
            let mended = try await workspace.bareETL(["run"] + state + [file.string])
            #expect(mended.exitCode == 0, "\(mended.everything)")
        }
    }

    @Test(arguments: [
        ["replay"], ["discard"], ["show"], ["replay", "xyz"], ["replay", "abc"], ["replay", "abcd", "--all"],
    ])
    func deadLettersMustBeNamed(_ arguments: [String]) async throws {
        let outcome = try await Programs.run(Programs.directory.appending("etl"), ["dead-letters"] + arguments)
        #expect(outcome.exitCode == 2, "\(outcome.everything)")
    }

    @Test func aLetterThatIsNotThereIsNamed() async throws {
        try await Workspace.with { workspace in
            for command in [
                ["show", "abcd"], ["replay", "abcd"], ["discard", "abcd", "--yes"], ["export", "x", "abcd"],
            ] {
                let outcome = try await workspace.deadLetters(command)
                #expect(outcome.exitCode == 1 && outcome.errors.contains("abcd"), "\(outcome.everything)")
            }
            let help = try await Programs.run(Programs.directory.appending("etl"), ["dead-letters"])
            #expect(help.exitCode == 0 && help.output.contains("replay"))
        }
    }
}
