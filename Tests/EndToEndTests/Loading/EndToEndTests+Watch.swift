import Foundation
import LocalServers
import SampleData
import Subprocess
import SystemPackage
import TestSupport
import Testing

extension EndToEndTests {
    @Test func watchSubmitsEachFileOnceWhenItIsComplete() async throws {
        try await Workspace.with { workspace in
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            let parts = try (1...5).map { seed in
                try workspace.sample("made/\(seed)", SampleOptions(transfers: 400, tokens: 60, seed: UInt64(seed)))
            }
            let inbox = Inbox(folder: workspace.folder.appending("in"))
            let before = try inbox.moveIn(parts[0], to: "before")
            let stages = try await workspace.startStages()
            var watch = try await workspace.watch(inbox, log: "first")
            try await workspace.waitUntilSubmitted(2)
            // The files move into a new directory.
            let moved = try inbox.moveIn(parts[1], to: "below/moved")
            let slow = try await inbox.writeSlowly(parts[2], as: "slow")
            try await workspace.waitUntilSubmitted(6)
            #expect(await watch.terminate(.interrupt, grace: .seconds(5)) == .exited(0))
            let away = try inbox.moveIn(parts[3], to: "away")
            watch = try await workspace.watch(inbox, log: "second")
            try await workspace.waitUntilSubmitted(8)
            // Under another name it is another file, whose records are all duplicates.
            let copy = try inbox.copy(moved[0], to: "copy.csv")
            try await workspace.waitUntilComplete(9)
            #expect(try await workspace.differences(from: before + moved + slow + away + [copy]) == "")
            try inbox.replace(slow[1], with: parts[4][1])
            try await workspace.waitUntilComplete(10)
            #expect(await watch.terminate(grace: .seconds(5)) == .exited(0))
            for stage in stages { #expect(await stage.terminate(grace: .seconds(40)) == .exited(0)) }
            let records = "SELECT sum(records) FROM etl.batches JOIN etl.sources USING (source_id) WHERE uri = "
            #expect(try await workspace.sql(records + "'\(slow[1])'") == "800")
            let logs = try ["first", "second"].map { try workspace.watchLog($0) }
            for file in before + moved + slow + away {
                let lines = logs.joined().split(separator: "\n").filter { $0.hasPrefix("\(file): submitted as ") }
                #expect(lines.count == (file == slow[1] ? 2 : 1), "\(file)\n\(logs)")
            }
            #expect(logs[1].contains("\(slow[1]): changed since it was submitted"))
            #expect(!logs.joined().contains("before;"), "\(logs)")
        }
    }

    @Test func watchComplainsOfAFileOnceAndGoesOn() async throws {
        try await Workspace.with { workspace in
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            let files = try workspace.sample("made", SampleOptions(transfers: 20, tokens: 10))
            let inbox = Inbox(folder: workspace.folder.appending("in"))
            try Files.write(Array("colour,taste\nred,sour\n".utf8), to: workspace.folder.appending("odd.csv"))
            try inbox.makeDirectory("")
            let watch = try await workspace.watch(inbox, log: "first")
            let odd = try inbox.moveIn(workspace.folder.appending("odd.csv"), to: "odd.csv")
            while try !workspace.watchLog("first").contains("\(odd): ") { try await Task.sleep(for: .milliseconds(50)) }
            // After a touch and a move, it is inspected again, and it is the same file.
            try inbox.move(odd, by: "odd2.csv")
            _ = try inbox.moveIn(files, to: "good")
            try await workspace.waitUntilSubmitted(2)
            // The odd file moved before the good ones.
            #expect(try workspace.watchLog("first").components(separatedBy: "odd.csv: ").count == 2)
            try Files.remove(inbox.folder)
            #expect(await watch.wait() == .exited(1))
            #expect(try workspace.watchLog("first").contains("\(inbox.folder) is gone"))
        }
    }

    @Test func watchOnceSubmitsWhatIsComplete() async throws {
        try await Workspace.with { workspace in
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            let files = try workspace.sample("made", SampleOptions(transfers: 20, tokens: 10))
            let inbox = Inbox(folder: workspace.folder.appending("in"))
            _ = try inbox.moveIn(files, to: "all")
            let once = ["watch", "--once", inbox.folder.string, "--settle"]
            let early = try await workspace.etl(once + ["86400"])
            #expect(early.exitCode == 0, "\(early.everything)")
            #expect(early.output.contains("Not complete yet: 2 files"))
            let some = try await workspace.etl(once + ["0", "--pattern", "token_t*"])
            #expect(some.output.contains("token_transfers.csv: submitted") && !some.output.contains("/tokens.csv"))
            let all = try await workspace.etl(once + ["0"])
            #expect(all.output.contains("/tokens.csv: submitted") && !all.output.contains("token_transfers.csv"))
            let again = try await workspace.etl(once + ["0"])
            #expect(again.exitCode == 0 && again.everything.isEmpty, "\(again.everything)")
            try Files.write(Array("colour,taste\nred,sour\n".utf8), to: inbox.folder.appending("odd.csv"))
            #expect(try await workspace.etl(once + ["0"]).exitCode == 1)
        }
    }

    @Test func watchWaitsForADatabaseThatIsAway() async throws {
        try await Workspace.with { workspace in
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            let files = try workspace.sample("made", SampleOptions(transfers: 20, tokens: 10))
            let inbox = Inbox(folder: workspace.folder.appending("in"))
            try inbox.makeDirectory("")
            let watch = try await workspace.watch(inbox, log: "first")
            try await workspace.refuseSessions(true)
            _ = try inbox.moveIn(files, to: "all")
            while try !workspace.watchLog("first").contains("Retrying until") {
                try await Task.sleep(for: .milliseconds(50))
            }
            try await workspace.refuseSessions(false)
            try await workspace.waitUntilSubmitted(2)
            #expect(await watch.terminate(grace: .seconds(5)) == .exited(0))
            let log = try workspace.watchLog("first")
            #expect(log.components(separatedBy: "Retrying until").count == 2, "\(log)")
            #expect(log.components(separatedBy: "available again").count == 2, "\(log)")
        }
    }

    @Test func watchWaitsForABrokerThatIsAway() async throws {
        let broker = try await TestServers.dedicatedRabbitMQ()
        let outcome = await Result {
            try await Workspace.with { shared in
                let workspace = Workspace(
                    folder: shared.folder, brokerURL: broker.url, databaseURL: shared.databaseURL)
                #expect(try await workspace.etl(["migrate"]).exitCode == 0)
                let files = try workspace.sample("made", SampleOptions(transfers: 20, tokens: 10))
                let inbox = Inbox(folder: workspace.folder.appending("in"))
                try inbox.makeDirectory("")
                await broker.kill()
                let watch = try await workspace.watch(inbox, log: "first", until: "Retrying until")
                try await broker.restart()
                try await workspace.wait(for: "Watching", in: "first", while: watch)
                _ = try inbox.moveIn(files[0], to: "first.csv")
                try await workspace.waitUntilSubmitted(1)
                try await broker.control(["close_all_connections", "a test"])
                try await workspace.wait(for: "RabbitMQ is available again", in: "first", while: watch)
                _ = try inbox.moveIn(files[1], to: "second.csv")
                try await workspace.waitUntilSubmitted(2)
                #expect(await watch.terminate(grace: .seconds(5)) == .exited(0))
                let lines = try workspace.watchLog("first").split(separator: "\n")
                #expect(lines.count == 7, "\(lines)")
                #expect(
                    lines[1] == "The servers are available again" && lines[4].hasSuffix("to RabbitMQ is lost; waiting"))
            }
        }
        await broker.stop()
        try outcome.get()
    }
}
