import ETLModels
import Foundation
import SampleData
import SystemPackage
import Testing

extension EndToEndTests {
    @Test func aFileOfTheSameSizeAndTimeIsAnotherSourceIfItsContentIs() async throws {
        try await Workspace.with { workspace in
            let file = workspace.folder.appending("tokens.csv")
            let first = "address,symbol\n0x\(String(repeating: "1", count: 40)),A\n"
            try Files.write(first.utf8, to: file)
            let time = Date(timeIntervalSince1970: 1_700_000_000)
            func load() async throws -> Outcome {
                try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file.string)
                return try await workspace.etl(["run", file.string])
            }
            for content in [first, first.replacingOccurrences(of: "1", with: "2"), first] {
                try Files.write(content.utf8, to: file)
                let outcome = try await load()
                #expect(outcome.exitCode == 0, "\(outcome.everything)")
            }
            #expect(try await workspace.sql("SELECT count(*), count(DISTINCT modified_at) FROM etl.sources") == "2|1")
            #expect(try await workspace.sql("SELECT count(*) FROM tokens") == "2")
        }
    }

    @Test func aFileThatAnEarlierVersionSubmittedIsTheSameSource() async throws {
        try await Workspace.with { workspace in
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            let files = try workspace.sample("made", SampleOptions(transfers: 20, tokens: 10))
            try await workspace.submitAsEarlierVersion(files)
            let inbox = Inbox(folder: workspace.folder.appending("made"))
            let watch = ["watch", "--once", inbox.folder.string, "--settle", "0"]
            let quiet = try await workspace.etl(watch)
            #expect(quiet.exitCode == 0 && quiet.everything.isEmpty, "\(quiet.everything)")
            let again = try await workspace.etl(["submit"] + files.map(\.string))
            #expect(again.exitCode == 0 && !again.everything.contains("submitted as"), "\(again.everything)")
            let counts = "SELECT count(*), count(fingerprint) FROM etl.sources"
            #expect(try await workspace.sql(counts) == "2|2")
            // Its content counts from now on, also for the watch.
            var bytes = try Files.bytes(files[1])
            bytes[bytes.count - 2] ^= 1
            try inbox.exchange(files[1], with: bytes)
            let changed = try await workspace.etl(watch)
            #expect(changed.everything.contains("\(files[1]): changed since it was submitted"), "\(changed.everything)")
            #expect(try await workspace.sql(counts) == "3|3")
            #expect(try await workspace.etl(watch).everything.isEmpty)
        }
    }
}

extension Workspace {
    /// Submits files, and gives their sources the identities that a version without fingerprints gave.
    func submitAsEarlierVersion(_ files: [FilePath]) async throws {
        #expect(try await etl(["submit"] + files.map(\.string)).exitCode == 0)
        for file in files {
            var status = stat()
            try #require(stat(file.string, &status) == 0)
            let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
            let former = SourceID(uri: file.string, size: Int64(status.st_size), modified: modified)
            try await sql("UPDATE etl.sources SET source_id = '\(former)', fingerprint = NULL WHERE uri = '\(file)'")
        }
    }
}

extension Inbox {
    /// Moves another file of the same time over a file.
    fileprivate func exchange(_ file: FilePath, with bytes: [UInt8]) throws {
        var status = stat()
        try #require(stat(file.string, &status) == 0)
        let other = FilePath(file.string + ".part")
        try Files.write(bytes, to: other)
        try #require(utimensat(AT_FDCWD, other.string, [status.st_atim, status.st_mtim], 0) == 0)
        try #require(rename(other.string, file.string) == 0)
    }
}
