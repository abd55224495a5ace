import Logging
import Subprocess
import SystemPackage
import Testing

@testable import LocalServers

@Suite(.serialized) struct LocalServersTests {
    @Test func keptStateGoesOnWhereItStopped() async throws {
        try await withScratchDirectory { directory in
            let path = directory.appending("state")
            let before = try await withServers(in: path) { servers in
                try await #require(servers.postgres).psql("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
                try await #require(servers.rabbitMQ).publishToQuorumQueue("kept", count: 5)
                return servers.brokerURL
            }
            let after = try await withServers(in: path) { servers in
                let row = try await #require(servers.postgres).psql("SELECT n FROM kept")
                let messages = try await #require(servers.rabbitMQ).messageCount("kept", reaching: 5)
                #expect(row == "7" && messages == 5)
                return servers.brokerURL
            }
            #expect(before != after, "the port is a new one")
        }
    }

    @Test func killedProcessTakesItsServersAndTheirDataAlong() async throws {
        let told = try await HostReport.ofKilledHost(arguments: ["hold"])
        #expect(told.pids.count == 2)
        #expect(try await eventually { !told.pids.contains(where: ProcessTable.isAlive) })
        #expect(try await eventually { processes(naming: told.state).isEmpty && !FileSystem.exists(told.state) })
    }

    @Test func serversLeftBehindAreEndedFirst() async throws {
        try await withScratchDirectory { directory in
            let path = directory.appending("state")
            let told = try await HostReport.ofKilledHost(arguments: ["hold", path.string]) { state in
                // The wrappers die first, and so cannot clean up.
                let wrappers = ProcessTable.processIDs.filter { pid in
                    let arguments = ProcessTable.arguments(of: pid)
                    return arguments.first == "/bin/sh" && arguments.contains { $0.hasPrefix(state.string) }
                }
                #expect(wrappers.count >= 3)
                await ProcessTable.end(wrappers, signal: 9, grace: .seconds(5))
            }
            #expect(told.pids.allSatisfy(ProcessTable.isAlive))
            try await withServers(in: path) { _ in
                #expect(!told.pids.contains(where: ProcessTable.isAlive))
            }
        }
    }

    private func withServers<Value>(
        in path: FilePath, _ body: (LocalServers) async throws -> Value
    ) async throws -> Value {
        let servers = try await LocalServers.start(in: .kept(at: path), logger: Logger(label: "test"))
        let value = try await body(servers)
        await servers.stop()
        // The children of an abandoned server end a moment after it.
        #expect(try await eventually { processes(naming: path) == [] })
        return value
    }
}
