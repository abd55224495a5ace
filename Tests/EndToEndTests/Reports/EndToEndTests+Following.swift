import Subprocess
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import LocalServers

/// What a follower reports, and the rights that it needs.
extension EndToEndTests {
    @Test func aFollowerReportsWhereTheChainAndTheDatabaseStand() async throws {
        var chain = TestChain(count: 60, logsOfBlock: 8)
        chain.finalized = 44
        let isAway = Mutex(false)
        try await Workspace.with { [chain] workspace in
            try await NodeServer.with(chain) { _ in
                isAway.withLock { $0 } ? NodeServer.answer("", status: 503) : nil
            } _: { node in
                let nodes = ["ETL_NODES": "dev=\(node.origin)/k3y", "ETL_NODE_BLOCKS": "10"]
                #expect(try await workspace.etl(["migrate"]).exitCode == 0)
                let services = [
                    try await workspace.node("transformer", [], [:]), try await workspace.node("loader", [], [:]),
                ]
                let extractor = try await workspace.monitored("extractor", [], nodes)
                let follower = try await workspace.monitored("etl", ["follow", "dev", "--from", "3"], nodes)
                let all = #"etl_follow_loaded_block{node="dev"} 44"#
                while await follower.get("/metrics")?.body.contains(all) != true {
                    try await Task.sleep(for: .milliseconds(100))
                }
                #expect(try await follower.ready(200) == #"{"checks":{"work":{"ok":true}},"ready":true}"#)
                let page = try #require(await follower.get("/metrics")?.body)
                for line in [
                    "etl_follow_head_block{node=\"dev\"} 59", "etl_follow_final_block{node=\"dev\"} 44",
                    "etl_follow_lag_blocks{node=\"dev\"} 0", "etl_follow_abandoned_sources{node=\"dev\"} 0",
                    "etl_ready{stage=\"follow\"} 1",
                ] { #expect(page.contains("\n\(line)\n"), "\(line)") }
                let asked = try #require(await extractor.get("/metrics")?.body)
                #expect(asked.contains(#"etl_node_requests_total{node="dev",outcome="ok",url="1"} "#))
                #expect(asked.contains(#"etl_node_request_blocks{node="dev"} "#))
                #expect(!(page + asked).contains("k3y"))
                isAway.withLock { $0 = true }
                let body = try await follower.ready(503) { $0.contains("503") }
                #expect(!body.contains("k3y"))
                for process in [follower.process, extractor.process] + services {
                    #expect(await process.terminate(grace: .seconds(40)) == .exited(0))
                }
            }
        }
    }

    @Test func theRoleForSubmittingFollowsWithTokensAndLooksAtNoBlockTwice() async throws {
        let chain = TestChain(count: 45, logsOfBlock: 8)
        try await Workspace.with { workspace in
            try await NodeServer.with(chain) { node in
                let nodes = ["ETL_NODES": "dev=\(node.origin)"]
                #expect(try await workspace.etl(["migrate"]).exitCode == 0)
                let user = "follower\(UInt32.random(in: 0 ... .max))"
                try await workspace.sql("CREATE ROLE \(user) LOGIN PASSWORD 'f0llow' IN ROLE etl_submitter")
                let services = [
                    try await workspace.node("transformer", [], [:]), try await workspace.node("loader", [], [:]),
                    try await workspace.node("extractor", [], nodes),
                ]
                let url = workspace.databaseURL.replacing(/:\/\/[^@]*@/, with: "://\(user):f0llow@")
                let arguments = [
                    "follow", "dev", "--from", "3", "--to", "40", "--tokens", "--broker", workspace.brokerURL,
                    "--database", url,
                ]
                let follow = try await workspace.bareETL(arguments, environment: nodes)
                #expect(follow.exitCode == 0, "\(follow.everything)")
                let contracts = "SELECT count(DISTINCT token_address) FROM token_transfers"
                #expect(try await workspace.sql("SELECT count(*) FROM tokens") == workspace.sql(contracts))
                let looks = "SELECT first_block, next_block FROM etl.token_looks"
                #expect(try await workspace.sql(looks) == "3|41")
                // What a look would find is not found: those blocks are not looked at again.
                try await workspace.sql("DELETE FROM tokens WHERE address = (SELECT address FROM tokens LIMIT 1)")
                #expect(try await workspace.bareETL(arguments, environment: nodes).exitCode == 0)
                #expect(try await workspace.sql("SELECT count(*) FROM tokens") != workspace.sql(contracts))
                // Without that memory, all blocks are looked at again.
                try await workspace.sql("DELETE FROM etl.token_looks")
                #expect(try await workspace.bareETL(arguments, environment: nodes).exitCode == 0)
                #expect(try await workspace.sql("SELECT count(*) FROM tokens") == workspace.sql(contracts))
                for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
                try await workspace.sql("DROP ROLE \(user)")
            }
        }
    }
}

extension Workspace {
    /// Starts a program with monitoring on a free port, and the environment of a node.
    fileprivate func monitored(
        _ program: String, _ arguments: [String], _ variables: [String: String]
    ) async throws -> MonitoredStage {
        let port = try ServerPort.free().number
        let log = folder.appending("\(program)-\(port).log")
        var environment: [Environment.Key: String?] = [
            "RABBITMQ_URL": brokerURL, "DATABASE_URL": databaseURL, "HTTP_PORT": "\(port)", "HTTP_HOST": "127.0.0.1",
        ]
        for (name, value) in variables { environment[Environment.Key(stringLiteral: name)] = value }
        let process = try await ManagedProcess.start(
            Programs.directory.appending(program), arguments: arguments,
            environment: .inherit.updating(environment), output: .file(log), error: .file(log))
        return MonitoredStage(process: process, port: port, log: log)
    }
}
