import SystemPackage
import Testing

@testable import LocalServers

@Suite struct StateDirectoryTests {
    @Test func secondHolderIsToldWhoHasIt() async throws {
        try await withScratchDirectory { directory in
            let path = directory.appending("state")
            let first = try StateDirectory.kept(at: path)
            #expect(throws: LocalServerError.stateInUse(path, pid: ProcessTable.ownPID)) {
                _ = try StateDirectory.kept(at: path)
            }
            withExtendedLifetime(first) {}
        }
    }

    @Test func lockGoesWithItsHolder() async throws {
        try await withScratchDirectory { directory in
            for _ in 1...3 { _ = try StateDirectory.kept(at: directory.appending("state")) }
        }
    }

    @Test func secretIsTheSameInTheNextRunAndPrivate() async throws {
        try await withScratchDirectory { directory in
            let path = directory.appending("password")
            let made = try Secret.kept(at: path, bytes: 24, owner: nil)
            #expect(made.count == 48)
            #expect(try Secret.kept(at: path, bytes: 24, owner: nil) == made)
            #expect(try Stat(path).permissions == .ownerReadWrite)
            #expect(try Secret.kept(at: directory.appending("other"), bytes: 24, owner: nil) != made)
        }
    }

    @Test func directoryThatTheServerCannotEnterIsNamed() async throws {
        try await withScratchDirectory { directory in
            let closed = directory.appending("closed")
            try FileSystem.makeDirectory(closed, owner: nil)
            let stranger = ServerUser(
                name: "stranger", userID: 4_000_001, groupID: 4_000_001, setpriv: "/usr/bin/setpriv")
            let state = try StateDirectory.kept(at: closed.appending("state"))
            let blockedAt = FileSystem.isRoot ? closed : directory
            #expect(throws: LocalServerError.unreachable(state.path, blockedAt: blockedAt, user: "stranger")) {
                _ = try state.serverDirectory("postgres", for: stranger)
            }
        }
    }

    @Test func missingProgramTellsWhatToInstall() {
        #expect {
            _ = try Program.find("no-such-server", in: ["/nonexistent"], package: "rabbitmq-server")
        } throws: {
            "\($0)" == "no-such-server is not installed. Install it with: apt-get install -y rabbitmq-server"
        }
    }

    @Test func messagesNameTheWayOut() {
        let inUse = LocalServerError.stateInUse("/var/lib/token-etl", pid: 42)
        #expect("\(inUse)".contains("/var/lib/token-etl is in use by process 42."))
        let failed = LocalServerError.start(
            server: "PostgreSQL", reason: "it ended", log: "/state/log", lastLines: ["FATAL: no space", "exit"])
        #expect("\(failed)".hasSuffix("Its log is /state/log, and ends with:\n  FATAL: no space\n  exit"))
    }
}
