package import LocalServers
import Logging
import TestSupport

/// The servers of an arena, with its proxies and its disk.
package struct ArenaServers: Sendable {
    /// The broker, or the first node of the cluster.
    package let broker: LocalRabbitMQ
    package let cluster: LocalRabbitMQCluster?
    package let database: LocalPostgres
    /// The disk of the database's data, without its write-ahead log.
    package let disk: SmallDisk?
    /// The proxies that the stages and `etl` connect to instead of the servers.
    package let brokerProxy: TCPProxy?
    package let databaseProxy: TCPProxy?
    /// The network with a host for each server and each stage, if the setup has one.
    package var network: TestNetwork?
    package var standby: LocalPostgres?

    static func start(_ setup: Scenario.Setup) async throws -> ArenaServers {
        if let kind = setup.network { return try await start(kind, nodes: TestNetwork.Host.brokers) }
        let state = try StateDirectory.throwaway()
        var logger = Logger(label: "chaos")
        logger.logLevel = .error
        let isCluster = setup.brokerNodes > 1
        let hosts = LocalServers.Hosts(
            rabbitMQ: try await TestHosts.shared.rabbitMQ, postgres: try await TestHosts.shared.postgres)
        let servers = try await LocalServers.start(in: state, on: hosts, rabbitMQ: !isCluster, logger: logger)
        guard let database = servers.postgres else { throw ChaosError("there is no database") }
        do {
            let cluster =
                isCluster
                ? try await LocalRabbitMQCluster.start(
                    nodes: setup.brokerNodes, in: state, on: hosts.rabbitMQ, logger: logger) : nil
            let disk = try await setup.diskBytes.asyncMap {
                try await Self.disk($0, under: database, on: hosts.postgres)
            }
            guard let broker = servers.rabbitMQ ?? cluster?.nodes.first else { throw ChaosError("there is no broker") }
            return ArenaServers(
                broker: broker, cluster: cluster, database: database, disk: disk,
                brokerProxy: setup.isProxied ? try TCPProxy(upstreams: (cluster?.nodes ?? [broker]).map(\.port)) : nil,
                databaseProxy: setup.isProxied ? try TCPProxy(upstreams: [database.port]) : nil)
        } catch {
            await servers.stop()
            throw error
        }
    }

    /// The URL for the stages.
    var brokerURL: String {
        network == nil
            ? Self.url(broker.url, port: broker.port, by: brokerProxy)
            : broker.url.replacing("@\(TestNetwork.Host.broker1.address):", with: "@\(PrivateNetwork.brokers):")
    }
    var databaseURL: String {
        standby.map(database.url(withStandby:)) ?? Self.url(database.url, port: database.port, by: databaseProxy)
    }
    /// The URL for the harness, which no fault of the network concerns.
    var ledgerURL: String { standby.map(database.url(withStandby:)) ?? database.url }

    func stop() async {
        await brokerProxy?.close()
        await databaseProxy?.close()
        async let broker: Void = stopBroker()
        async let database: Void = database.stop(.immediate)
        async let standby: Void? = standby?.stop(.immediate)
        _ = await (broker, database, standby)
        await disk?.unmount()
        await network?.close()
    }

    func syncQueueNames() async throws {
        if let cluster { try await cluster.syncQueueNames() } else { try await broker.syncQueueNames() }
    }

    private func stopBroker() async {
        if let cluster { await cluster.stop() } else { await broker.stop() }
    }

    private static func url(_ url: String, port: UInt16, by proxy: TCPProxy?) -> String {
        proxy.map { url.replacing("@127.0.0.1:\(port)", with: "@127.0.0.1:\($0.port)") } ?? url
    }

    /// Moves the idle database onto a disk of `bytes` bytes. Its write-ahead log stays where it was: without space for
    /// that, PostgreSQL would shut down instead of refusing.
    private static func disk(
        _ bytes: Int, under database: LocalPostgres, on host: ServerHost
    ) async throws -> SmallDisk {
        switch try await SmallDisk.mount(bytes: bytes, forOwnerOf: database.dataDirectory, on: host) {
        case .unavailable(let reason): throw ScenarioSkipped(reason: reason)
        case .mounted(let disk):
            do {
                try await database.psql(database: "postgres", "CREATE TABLESPACE small LOCATION '\(disk.path)'")
                try await database.psql(database: "postgres", "ALTER DATABASE etl SET TABLESPACE small")
                return disk
            } catch {
                await disk.unmount()
                throw error
            }
        }
    }
}

/// The reason for which this machine cannot run a scenario; not a failure.
package struct ScenarioSkipped: Error {
    package let reason: String
}

extension Optional {
    fileprivate func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
        if let self { try await body(self) } else { nil }
    }
}
