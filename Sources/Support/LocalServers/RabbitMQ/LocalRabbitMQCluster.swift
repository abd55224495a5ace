package import Logging
import SystemPackage

/// A private RabbitMQ cluster, all of its data throwaway; it ends with this process.
///
/// Its nodes share a port mapper on each host, the user `etl` and its password. Each uses about 125 MB when idle.
package final class LocalRabbitMQCluster: Sendable {
    /// The nodes; each accepts connections to any queue. Kill and restart them one by one; `stop()` stops the whole
    /// cluster.
    package let nodes: [LocalRabbitMQ]
    private let names: [String]

    private init(nodes: [LocalRabbitMQ], names: [String]) {
        self.nodes = nodes
        self.names = names
    }

    /// Starts `count` nodes at the same time and waits until each speaks AMQP and knows all the others.
    ///
    /// Takes about three times as long as one node on a machine with two cores, because the startup is bound by the
    /// processor.
    /// - Parameters:
    ///   - state: a throwaway directory.
    ///   - host: where the nodes run.
    package static func start(
        nodes count: Int = 3, in state: StateDirectory, on host: ServerHost = .local, logger: Logger
    ) async throws(LocalServerError) -> LocalRabbitMQCluster {
        try await start(on: Array(repeating: host, count: count), in: state, logger: logger)
    }

    /// The same with one node on each of `hosts`. On hosts with different addresses, all nodes have the same ports.
    package static func start(
        on hosts: [ServerHost], in state: StateDirectory, logger: Logger
    ) async throws(LocalServerError) -> LocalRabbitMQCluster {
        do throws(LocalServerError) {
            let nodes = try RabbitMQNode.prepareCluster(on: hosts, in: state)
            return try await start(nodes, attempts: 3, logger: logger)
        } catch {
            for number in hosts.indices { await state.discard(state.path.appending("rabbitmq-\(number + 1)")) }
            throw error
        }
    }

    private static func start(
        _ nodes: [RabbitMQNode], attempts: Int, logger: Logger
    ) async throws(LocalServerError) -> LocalRabbitMQCluster {
        do throws(LocalServerError) {
            let members = try await LocalRabbitMQ.start(nodes)
            let cluster = LocalRabbitMQCluster(nodes: members, names: nodes.map(\.name))
            try await cluster.checkMembers()
            return cluster
        } catch {
            let portTaken = nodes.contains { $0.log.reportsTakenPort || $0.portMapperLog.reportsTakenPort }
            guard attempts > 1, portTaken else { throw error }
            logger.notice("a port of the cluster was in use; retrying with others")
            return try await start(nodes, attempts: attempts - 1, logger: logger)
        }
    }

    /// The default virtual host at each node, with the password: never log them.
    package var urls: [String] { nodes.map(\.url) }

    /// The index of the node that leads a quorum queue, according to the running nodes.
    ///
    /// Nil while there is none: after a kill of the leader, an election takes up to some seconds.
    package func leader(of queue: String, virtualHost: String = "/") async throws(LocalServerError) -> Int? {
        for node in nodes where node.isRunning {
            let answer = try await node.evaluate(Self.askForLeader(of: queue, virtualHost: virtualHost))
            // A name in Erlang's quotes, or a word that is not a name.
            let name = answer.filter { $0 != "'" }
            guard let index = names.firstIndex(of: name) else { continue }
            if nodes[index].isRunning { return index }
        }
        return nil
    }

    /// Waits until a node other than `former` leads the queue.
    ///
    /// Polls every 50 ms: the broker does not announce an election.
    package func electedLeader(
        of queue: String, virtualHost: String = "/", otherThan former: Int? = nil, within limit: Duration = .seconds(60)
    ) async throws(LocalServerError) -> Int? {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if let leader = try await leader(of: queue, virtualHost: virtualHost), leader != former { return leader }
            guard (try? await Task.sleep(for: .milliseconds(50))) != nil else { throw .cancelled }
        }
        return nil
    }

    /// Whether every node serves clients, and knows that all others run.
    package func isWhole() async -> Bool {
        for node in nodes {
            guard node.isRunning, await node.node.answers(on: node.ports), await Self.members(node) == names.count
            else { return false }
        }
        return true
    }

    /// The running nodes that see no majority. Such a node stays alone if a partition ended just when it noticed it.
    package func lonelyNodes() async -> [LocalRabbitMQ] {
        var lonely: [LocalRabbitMQ] = []
        for node in nodes where node.isRunning {
            if let count = await Self.members(node), 2 * count <= names.count { lonely.append(node) }
        }
        return lonely
    }

    /// The running members that a node sees, itself included; nil if it does not say.
    private static func members(_ node: LocalRabbitMQ) async -> Int? {
        (try? await node.evaluate("length(rabbit_mnesia:cluster_nodes(running))")).flatMap { Int($0) }
    }

    /// Makes the names of every node's quorum queues durable; see ``LocalRabbitMQ/syncQueueNames()``.
    package func syncQueueNames() async throws(LocalServerError) {
        for node in nodes where node.isRunning { try await node.syncQueueNames() }
    }

    /// Stops all nodes and the port mapper, and returns when they have ended; removes their data.
    package func stop() async {
        await withTaskGroup { group in
            for node in nodes { group.addTask { await node.stop() } }
        }
    }

    /// Nodes that started separately would be independent brokers, each with its own queues of the same names.
    private func checkMembers() async throws(LocalServerError) {
        for (index, node) in nodes.enumerated() {
            let count = try await node.evaluate("length(rabbit_mnesia:cluster_nodes(running))")
            guard count == "\(names.count)" else {
                await stop()
                throw .start(
                    server: "The RabbitMQ cluster",
                    reason: "node \(index + 1) is in a cluster of \(count) instead of \(names.count)",
                    log: node.logFile, lastLines: [])
            }
        }
    }

    private static func askForLeader(of queue: String, virtualHost: String) -> String {
        """
        case rabbit_amqqueue:lookup(rabbit_misc:r(<<"\(virtualHost)">>, queue, <<"\(queue)">>)) of \
        {ok, Q} -> {Raft, _} = amqqueue:get_pid(Q), \
        case ra:members({Raft, node()}, 2000) of {ok, _, {_, Leader}} -> Leader; _ -> none end; \
        _ -> none end
        """
    }
}
