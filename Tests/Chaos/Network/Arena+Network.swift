import Bus
import LocalServers

// What scenarios do to the hosts of a network.
extension Arena {
    /// How long the load stood still. A fault of the network lasts while the load goes on.
    func recovery(of fault: FaultLog.Entry) async -> Duration? {
        servers.network == nil
            ? await ledger.recovery(after: fault.ended) : await ledger.longestPause(after: fault.began)
    }

    func torn() throws -> (network: TestNetwork, cluster: LocalRabbitMQCluster, standby: LocalPostgres) {
        guard let network = servers.network, let cluster = servers.cluster, let standby = servers.standby else {
            throw ChaosError("the servers have no network")
        }
        return (network, cluster, standby)
    }

    /// The host of the node that leads the loader's queue.
    func leadingHost() async throws -> TestNetwork.Host {
        let cluster = try torn().cluster
        guard let leader = try await cluster.electedLeader(of: Stage.load.workQueue) else {
            throw ChaosError("no node leads \(Stage.load.workQueue)")
        }
        return TestNetwork.Host.brokers[leader]
    }

    func broker(on host: TestNetwork.Host) throws -> LocalRabbitMQ {
        guard let index = TestNetwork.Host.brokers.firstIndex(of: host) else {
            throw ChaosError("no broker on \(host)")
        }
        return try torn().cluster.nodes[index]
    }

    /// Waits until every node is a running member again, so that the next fault meets a whole cluster.
    ///
    /// After a while, it does what docs/clusters.md tells an operator: it restarts a node that a partition has left alone.
    func waitForWholeCluster() async throws {
        let cluster = try torn().cluster
        let start = ContinuousClock.now
        var hasRestarted = false
        while await !cluster.isWhole() {
            guard .now < start + .seconds(60) + setup.patience else {
                throw ChaosError("a node did not come back\n\(await situation())")
            }
            if !hasRestarted, .now > start + .seconds(60) {
                hasRestarted = true
                for node in await cluster.lonelyNodes() {
                    faults.note("restart of a node that stayed alone")
                    await node.kill()
                    try await node.restart()
                }
            }
            try await Task.sleep(for: .milliseconds(250))
        }
    }
}
