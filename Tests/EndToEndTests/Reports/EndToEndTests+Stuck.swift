import Foundation
import LocalServers
import SampleData
import SystemPackage
import TestSupport
import Testing

extension EndToEndTests {
    @Test func aSourceWhoseMessagesAreLostIsStuckAndLoadsWhenItIsResubmitted() async throws {
        try await Workspace.with { workspace in
            let file = try workspace.sample("lost", SampleOptions(transfers: 2000, tokens: 0))[1]
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            let submitted = try await workspace.etl(["submit", "--batch-records", "100", file.string])
            #expect(submitted.exitCode == 0, "\(submitted.everything)")
            #expect(try await workspace.etl(["status"]).exitCode == 0)
            try await workspace.loseMessages()
            let status = try await workspace.etl(["status"])
            #expect(status.exitCode == 1 && status.output.contains("nobody works on it"), "\(status.everything)")
            #expect(status.output.contains(" stuck "), "\(status.everything)")
            let id = String(try #require(try await workspace.sources().first).sourceId.prefix(13))
            #expect(status.output.contains("sources resubmit \(id) --broker … --database …"), "\(status.everything)")
            // Twice, as two operators do.
            for _ in 1...2 { try await workspace.expectResubmission(of: [id], to: "submitted as token_transfers") }
            #expect(try await workspace.depth(of: "etl.extract") == 2)
            let services = try await start(in: workspace)
            while try await workspace.statuses() != ["complete"] { try await Task.sleep(for: .milliseconds(100)) }
            while try await workspace.depth(of: "etl.extract") > 0 { try await Task.sleep(for: .milliseconds(100)) }
            for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
            #expect(try await workspace.differences(from: [file]) == "")
            let sums = "SELECT sum(loaded), count(*) FROM etl.batches"
            let loaded = try await workspace.sql(sums)
            try await workspace.expectResubmission(of: [id], to: "already loaded; nothing to do")
            #expect(try await workspace.depth(of: "etl.extract") == 0)
            #expect(try await workspace.sql(sums) == loaded)
            #expect(try await workspace.etl(["status"]).exitCode == 0)
        }
    }

    @Test func aSourceIsLostThoughAnotherWaitsForItsServer() async throws {
        try await Workspace.with { workspace in
            let file = try workspace.sample("lost", SampleOptions(transfers: 20, tokens: 0))[1]
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            #expect(try await workspace.etl(["submit", file.string]).exitCode == 0)
            try await workspace.loseMessages()
            let served = FileServer.File(Array("address,symbol\n0x\(String(repeating: "ab", count: 20)),AB\n".utf8))
            let link = try await FileServer.with {
                served.answer($0)
            } _: { server in
                let outcome = try await workspace.etl(["submit", "\(server.origin)/parked.csv"])
                #expect(outcome.exitCode == 0, "\(outcome.everything)")
                return "\(server.origin)/parked.csv"
            }
            let services = try await start(in: workspace)
            while try await workspace.sql("SELECT count(*) FROM etl.taken_jobs") == "0" {
                try await Task.sleep(for: .milliseconds(100))
            }
            let status = try await workspace.etl(["status"])
            #expect(status.exitCode == 1, "\(status.everything)")
            let words = status.output.replacing(/\s+/, with: " ")
            #expect(words.contains("\(file): nobody works on it: its last progress was 2 h"), "\(status.everything)")
            #expect(!words.contains("\(link): nobody"), "\(status.everything)")
            let json = try await workspace.etl(["status", "--json"])
            #expect(json.exitCode == 1 && json.output.contains(/"activity" ?: ?"waiting"/), "\(json.everything)")
            // The submission is its progress.
            let id = try #require(try await workspace.sources().first).sourceId
            try await workspace.expectResubmission(of: [id], to: "submitted as token_transfers")
            while try await workspace.statuses() != ["complete", "in progress"] {
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(try await workspace.etl(["status"]).exitCode == 0)
            for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
        }
    }

    @Test func aSourceOfAnEarlierVersionIsResubmittedUnderItsOldIdentity() async throws {
        try await Workspace.with { workspace in
            let file = try workspace.sample("old", SampleOptions(transfers: 20, tokens: 0))[1]
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            try await workspace.submitAsEarlierVersion([file])
            try await workspace.loseMessages()
            let id = try #require(try await workspace.sources().first).sourceId
            try await workspace.expectResubmission(of: [id], to: "submitted as token_transfers")
            #expect(try await workspace.sources().map(\.sourceId) == [id])
            #expect(try await workspace.depth(of: "etl.extract") == 1)
        }
    }

    @Test func onlyTheSubmittedFileIsResubmitted() async throws {
        try await Workspace.with { workspace in
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            let address = "0x" + String(repeating: "ab", count: 20)
            let headerless = try workspace.write("headerless.csv", "\(address),AB\n")
            let renamed = try workspace.write("renamed.csv", "contract,symbol\n\(address),AB\n")
            let changed = try workspace.write("changed.csv", "address,symbol\n\(address),AB\n")
            let gone = try workspace.write("gone.csv", "address,symbol\n\(address),AB\n")
            for arguments in [
                ["--columns", "address,symbol", headerless.string], ["--rename", "contract=address", renamed.string],
                [changed.string], [gone.string],
            ] {
                let outcome = try await workspace.etl(["submit"] + arguments)
                #expect(outcome.exitCode == 0, "\(outcome.everything)")
            }
            try await workspace.loseMessages()
            let sources = try await workspace.sources()
            let ids = sources.map(\.sourceId)
            try #require(ids.count == 4)
            let first = try #require(sources.first { $0.uri == headerless.string })
            let retired = try await workspace.etl(["sources", "retire", first.sourceId])
            #expect(retired.exitCode == 0, "\(retired.everything)")
            _ = try workspace.write("changed.csv", "address,symbol\n\(address),AC\n\(address),AD\n")
            try FileManager.default.removeItem(atPath: gone.string)
            let outcome = try await workspace.etl(["sources", "resubmit"] + ids.reversed())
            #expect(outcome.exitCode == 1, "\(outcome.everything)")
            #expect(outcome.output.contains("\(headerless): submitted as tokens"), "\(outcome.everything)")
            #expect(outcome.output.contains("\(renamed): submitted as tokens"), "\(outcome.everything)")
            #expect(outcome.errors.contains("\(changed): this is not the submitted file: it has"), "\(outcome.errors)")
            #expect(outcome.errors.contains("\(gone): "), "\(outcome.errors)")
            #expect(try await workspace.depth(of: "etl.extract") == 2)
            #expect(try await workspace.sources().allSatisfy { $0.state == "in progress" && $0.retiredAt == nil })
            let unknown = try await workspace.etl(["sources", "resubmit", ids[1], "ffff0000"])
            #expect(unknown.exitCode == 1 && unknown.errors.contains("ffff0000"), "\(unknown.everything)")
            #expect(try await workspace.depth(of: "etl.extract") == 2)
        }
    }
}

extension Workspace {
    /// Removes the jobs from their queue, and lets the sources be two hours old.
    fileprivate func loseMessages() async throws {
        let host = try #require(brokerURL.split(separator: "/").last.map(String.init))
        try await TestServers.shared.rabbitMQ.control(["purge_queue", "etl.extract", "--vhost", host])
        try await sql(
            "UPDATE etl.sources SET (registered_at, submitted_at) = (now() - interval '3 h', now() - interval '2 h')")
    }

    fileprivate func expectResubmission(of ids: [String], to words: String) async throws {
        let outcome = try await etl(["sources", "resubmit"] + ids)
        #expect(outcome.exitCode == 0 && outcome.output.contains(words), "\(outcome.everything)")
    }

    fileprivate func write(_ name: String, _ text: String) throws -> FilePath {
        let path = folder.appending(name)
        try Files.write([UInt8](text.utf8), to: path)
        return path
    }
}
