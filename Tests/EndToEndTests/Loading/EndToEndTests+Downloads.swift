import Foundation
import LocalServers
import SampleData
import Subprocess
import SystemPackage
import TestData
import TestSupport
import Testing

extension EndToEndTests {
    @Test func loadsAnExportFromAServerThatDropsConnections() async throws {
        try await Workspace.with { workspace in
            let (file, served) = try workspace.packedExport()
            try await FileServer.with { request in
                // The server sends half of its answers complete.
                var random = SeededGenerator(UInt64(request.number))
                var answer = served.answer(request)
                guard Bool.random(using: &random) else { return answer }
                answer.sent = Int.random(in: 0...answer.body.count, using: &random)
                answer.end = Bool.random(using: &random) ? .reset : .close
                return answer
            } _: { server in
                let link = server.origin + "/exports/token_transfers.csv.gz?X-Amz-Date=1&X-Amz-Signature=" + Self.secret
                #expect(try await workspace.etl(["migrate"]).exitCode == 0)
                let submitted = try await workspace.submit(["--batch-records", "50", link])
                #expect(submitted.output.contains(server.origin + "/exports/token_transfers.csv.gz: submitted"))
                var services = [try await workspace.launch("transformer"), try await workspace.launch("loader")]
                let first = try await workspace.launch("extractor", as: "killed")
                while try await workspace.loadedBatches() < 30 { try await Task.sleep(for: .milliseconds(10)) }
                first.send(.kill)
                _ = await first.wait()
                services.append(try await workspace.launch("extractor"))
                while try await workspace.statuses() != ["complete"] { try await Task.sleep(for: .milliseconds(200)) }
                for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
                try await workspace.expectNowhere(Self.secret)
                try await workspace.expectTables(of: file)
            }
        }
    }

    @Test func goesOnWithANewLinkWhenTheOldOneHasExpired() async throws {
        try await Workspace.with { workspace in
            let (file, served) = try workspace.packedExport()
            try await FileServer.with { request in
                // The first link works for the inspection only.
                request.uri.hasSuffix("&sig=new") || request.number == 0
                    ? served.answer(request) : FileServer.Answer(status: 403, headers: ["Content-Length": "0"])
            } _: { server in
                let path = server.origin + "/a.csv.gz?part=7"
                #expect(try await workspace.etl(["migrate"]).exitCode == 0)
                try await workspace.submit([path + "&sig=" + Self.secret])
                var services: [ManagedProcess] = []
                for stage in Programs.stages { services.append(try await workspace.launch(stage)) }
                while try await workspace.letterIDs().isEmpty { try await Task.sleep(for: .milliseconds(100)) }
                let letter = try #require(try await workspace.letterIDs().first)
                let shown = try await workspace.deadLetters(["show", letter])
                #expect(shown.output.contains("--again") && shown.output.contains("/a.csv.gz?etl-hash="))
                #expect(!shown.everything.contains(Self.secret))
                #expect(try await workspace.deadLetters(["discard", letter, "--yes"]).exitCode == 0)
                let again = try await workspace.submit(["--again", path + "&sig=new"])
                #expect(again.output.contains(/\/a\.csv\.gz\?etl-hash=[0-9a-f]{16}: submitted/))
                while try await workspace.statuses() != ["complete"] { try await Task.sleep(for: .milliseconds(200)) }
                for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
                try await workspace.expectNowhere(Self.secret)
                try await workspace.expectTables(of: file)
            }
        }
    }

    @Test func submitGivesUpAServerThatAcceptsAndNeverAnswers() async throws {
        try await Workspace.with { workspace in
            let served = FileServer.File([])
            try await FileServer.with { request in
                var answer = served.answer(request)
                (answer.sent, answer.end) = (0, .stall)
                return answer
            } _: { server in
                #expect(try await workspace.etl(["migrate"]).exitCode == 0)
                let link = server.origin + "/silent.csv?sig=" + Self.secret
                let outcome = try await workspace.etl(["submit", "--timeout", "2", link])
                #expect(outcome.exitCode == 1, "\(outcome.everything)")
                let words = outcome.errors.replacing(/\s+/, with: " ")
                #expect(words.contains("/silent.csv"), "\(outcome.errors)")
                #expect(words.contains("2 seconds") && words.contains("--timeout"), "\(outcome.errors)")
                #expect(!outcome.everything.contains(Self.secret))
                #expect(try await workspace.sources().isEmpty)
                #expect(try await workspace.depth(of: "etl.extract") == 0)
            }
        }
    }

    @Test func downloadsOnlyFromWhereItMay() async throws {
        try await Workspace.with { workspace in
            let (_, served) = try workspace.packedExport()
            try await FileServer.with {
                served.answer($0)
            } _: { server in
                #expect(try await workspace.etl(["migrate"]).exitCode == 0)
                try await workspace.submit([server.origin + "/private/a.csv.gz?sig=" + Self.secret])
                let asked = server.requests.count
                let extractor = try await workspace.launch(
                    "extractor", environment: ["ETL_SOURCE_URLS": "https://h/x, \(server.origin)/open"])
                while try await workspace.letterIDs().isEmpty { try await Task.sleep(for: .milliseconds(100)) }
                let letter = try #require(try await workspace.letterIDs().first)
                let shown = try await workspace.deadLetters(["show", letter])
                #expect(shown.output.contains("outside-urls") && shown.output.contains("--source-url"))
                #expect(server.requests.count == asked)
                #expect(await extractor.terminate(grace: .seconds(40)) == .exited(0))
                try await workspace.expectNowhere(Self.secret)
            }
        }
    }

    private static let secret = "5ecret0f4signedLink"
}

extension Workspace {
    /// An export with 200 gzip members on a server, and the same content as a file.
    fileprivate func packedExport() throws -> (FilePath, FileServer.File) {
        let file = try sample("served", SampleOptions(transfers: 10_000, tokens: 1))[1]
        let bytes = Array(try Data(contentsOf: URL(filePath: file.string)))
        let size = bytes.count / 200 + 1
        let members = stride(from: 0, to: bytes.count, by: size).map { start in
            Gzip.member(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        return (file, FileServer.File(Array(members.joined())))
    }

    @discardableResult
    fileprivate func submit(_ arguments: [String]) async throws -> Outcome {
        let outcome = try await etl(["submit"] + arguments)
        #expect(outcome.exitCode == 0, "\(outcome.everything)")
        #expect(!outcome.everything.contains("5ecret"))
        return outcome
    }

    /// Starts a stage with many small slices.
    fileprivate func launch(
        _ stage: String, as name: String? = nil, environment: [Environment.Key: String?] = [:]
    ) async throws -> ManagedProcess {
        let logs = state.appending("logs")
        try FileManager.default.createDirectory(atPath: logs.string, withIntermediateDirectories: true)
        let log = logs.appending("\(name ?? stage).log")
        let own: [Environment.Key: String?] = [
            "RABBITMQ_URL": brokerURL, "DATABASE_URL": databaseURL, "ETL_SLICE_BYTES": "100000", "LOG_LEVEL": "trace",
        ]
        return try await ManagedProcess.start(
            Programs.directory.appending(stage), environment: .inherit.updating(own).updating(environment),
            output: .file(log), error: .file(log))
    }

    /// The ids of all dead letters.
    fileprivate func letterIDs() async throws -> [String] { try await letters().map(\.id) }

    /// Checks the tables against the file itself; only the name of the source may differ.
    fileprivate func expectTables(of file: FilePath) async throws {
        try await sql("UPDATE etl.sources SET uri = '\(file)'")
        #expect(try await differences(from: [file]) == "")
    }

    /// Searches for a text in all places that others than the extractors can read.
    fileprivate func expectNowhere(_ secret: String) async throws {
        for file in Files.all(below: state.appending("logs")) { #expect(!(try Files.text(file).contains(secret))) }
        for table in ["sources", "batches", "rejects"] {
            #expect(try await sql("SELECT count(*) FROM etl.\(table) t WHERE t::text LIKE '%\(secret)%'") == "0")
        }
        for outcome in [try await etl(["status", "--json"]), try await deadLetters(["list", "--json"])] {
            #expect(!outcome.everything.contains(secret))
        }
    }
}
