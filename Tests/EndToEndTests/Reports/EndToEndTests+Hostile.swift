import Foundation
import SystemPackage
import Testing

@testable import LocalServers

/// Texts of others that a terminal would obey, through every command that shows them.
extension EndToEndTests {
    /// Escape sequences, C1 controls, changes of the direction, and line separators; a file name may have all of them.
    private static let hostile =
        "\u{1B}[2J\u{1B}]0;x\u{7}\u{9B}31m\u{85}\u{61C}\u{200E}\u{202E}\u{2066}\u{2028}\u{2029}"

    @Test func noCommandShowsWhatATerminalObeys() async throws {
        try await Workspace.with { workspace in
            let address = "0x" + String(repeating: "ab", count: 20)
            // A header with control characters of ASCII is refused.
            let column = String(String.UnicodeScalarView(Self.hostile.unicodeScalars.filter { $0.value >= 0x20 }))
            let header = "address,symbol,decimals,\(column)\n"
            let folder = workspace.folder.appending("in\(Self.hostile)")
            try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
            let rejected = folder.appending("rejected\(Self.hostile).csv")
            try Files.write("\(header)\(address),A,x\(Self.hostile),1\n".utf8, to: rejected)
            let unfit = folder.appending("unfit\(Self.hostile).csv")
            try Files.write("\(Self.hostile),b\n1,2\n".utf8, to: unfit)
            let gone = folder.appending("gone\(Self.hostile).csv")
            try Files.write("\(header)\(address),B,1,1\n".utf8, to: gone)
            try await workspace.expectSafe(["inspect", rejected.string], ["inspect", "--json", unfit.string])
            try await workspace.expectSafe(["migrate"], ["submit", rejected.string, gone.string, unfit.string])
            #expect(try await workspace.sources().count == 2)
            try FileManager.default.removeItem(atPath: gone.string)
            try await workspace.expectSafe(["submit", gone.string], ["submit", "\(gone)/*\(Self.hostile)"])
            let services = try await start(in: workspace)
            while try await workspace.letters().isEmpty { try await Task.sleep(for: .milliseconds(100)) }
            while try await workspace.sql("SELECT count(*) FROM etl.rejects") == "0" {
                try await Task.sleep(for: .milliseconds(100))
            }
            for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
            try await expectSafeReports(in: workspace)
            try await workspace.expectSafe(["no-such\(Self.hostile)"], ["status", "--\(Self.hostile)"])
            for stage in ["extractor", "transformer", "loader"] {
                let path = workspace.state.appending("logs/\(stage).log")
                let log = try String(decoding: Files.bytes(path), as: UTF8.self)
                #expect(Workspace.obeyed(in: log).isEmpty, "\(log.debugDescription)")
            }
        }
    }

    private func expectSafeReports(in workspace: Workspace) async throws {
        try await workspace.expectSafe(["status"], ["status", "--json"], ["rejects", "list"])
        try await workspace.expectSafe(["rejects", "list", "--json"])
        let letter = try #require(try await workspace.letters().first).id
        for words in [["list"], ["show", letter], ["replay", "--dry-run", letter], ["discard", letter]] {
            try await workspace.expectSafe(["dead-letters"] + words)
            if words.count < 3 { try await workspace.expectSafe(["dead-letters"] + words + ["--json"]) }
        }
        try await workspace.expectSafe(["sources", "list"], ["sources", "list", "--json"])
        for id in try await workspace.sources().map(\.sourceId) {
            try await workspace.expectSafe(["sources", "show", id], ["sources", "show", id, "--json"])
            try await workspace.expectSafe(["sources", "resubmit", id], ["sources", "retire", id])
        }
    }
}

extension Workspace {
    /// Runs commands, each of which may fail, and expects that neither of their outputs has a character that a terminal obeys.
    fileprivate func expectSafe(_ commands: [String]...) async throws {
        for command in commands {
            let outcome = try await etl(command)
            let found = Self.obeyed(in: outcome.output + outcome.errors)
            #expect(found.isEmpty, "\(command): \(found) in \(outcome.everything.debugDescription)")
            #expect(!outcome.everything.isEmpty, "\(command)")
        }
    }

    fileprivate static func obeyed(in text: String) -> [String] {
        let obeyed = [
            0...0x9, 0xB...0x1F, 0x7F...0x9F, 0x61C...0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x206F,
        ]
        return text.unicodeScalars.filter { scalar in obeyed.contains { $0.contains(Int(scalar.value)) } }
            .map { String($0.value, radix: 16) }
    }
}
