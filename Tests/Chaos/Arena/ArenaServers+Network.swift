import LocalServers
import Logging
import TestSupport

// Servers on hosts of a test network.
extension ArenaServers {
    /// Starts a broker on each of `nodes`, as one cluster, and a database with a standby.
    static func start(_ kind: Scenario.Network, nodes: [TestNetwork.Host]) async throws -> ArenaServers {
        let network = try await TestNetwork.open()
        do {
            let state = try StateDirectory.throwaway()
            var logger = Logger(label: "chaos")
            logger.logLevel = .error
            let brokers = try await TestHosts.shared.rabbitMQ
            let cluster = try await LocalRabbitMQCluster.start(
                on: nodes.map { network.place($0, with: brokers) }, in: state, logger: logger)
            do {
                return try await start(kind, cluster, on: network, in: state, logger)
            } catch {
                await cluster.stop()
                throw error
            }
        } catch {
            await network.close()
            throw error
        }
    }

    private static func start(
        _ kind: Scenario.Network, _ cluster: LocalRabbitMQCluster, on network: TestNetwork, in state: StateDirectory,
        _ logger: Logger
    ) async throws -> ArenaServers {
        let files = try await TestHosts.shared.postgres
        let primary = try await LocalPostgres.start(in: state, on: network.place(.primary, with: files), logger: logger)
        do {
            let standby = try await primary.startStandby(in: state, on: network.place(.standby, with: files))
            // Only now: the standby would have the setting too, and wait for itself once it is promoted.
            try await primary.setSynchronous(kind == .synchronous)
            return ArenaServers(
                broker: cluster.nodes[0], cluster: cluster, database: primary, disk: nil, brokerProxy: nil,
                databaseProxy: nil, network: network, standby: standby)
        } catch {
            await primary.stop(.immediate)
            throw error
        }
    }

    /// Where the processes of a stage run, by its name.
    var stagePlaces: [String: ServerHost] {
        guard let network else { return [:] }
        let hosts = TestNetwork.Host.stages.map { ("\($0)", network.place($0)) }
        return Dictionary(uniqueKeysWithValues: hosts)
    }
}
