package import Logging
import SystemPackage

/// A private RabbitMQ cluster on 127.0.0.1, all of its data throwaway; it ends with this process.
///
/// Its nodes share a port mapper, the user `etl` and its password. Each takes about 125 MB when it is idle.
package final class LocalRabbitMQCluster: Sendable {
    /// The nodes, of which any takes connections to any queue. Kill and restart them one by one; `stop()` is for the
    /// whole.
    package let nodes: [LocalRabbitMQ]
    private let names: [String]

    private init(nodes: [LocalRabbitMQ], names: [String]) {
        self.nodes = nodes
        self.names = names
    }

    /// Starts `count` nodes at the same time and waits until each speaks AMQP and knows all the others.
    ///
    /// Takes about three times as long as one node on a machine with two cores, where starting is all computing.
    /// - Parameter state: a throwaway directory.
    package static func start(
        nodes count: Int = 3, in state: StateDirectory, logger: Logger
    ) async throws(LocalServerError) -> LocalRabbitMQCluster {
        do throws(LocalServerError) {
            let nodes = try RabbitMQNode.prepareCluster(of: count, in: state)
            return try await start(nodes, attempts: 3, logger: logger)
        } catch {
            for number in 1...count { await state.discard(state.path.appending("rabbitmq-\(number)")) }
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
            logger.notice("a port of the cluster was taken, trying others")
            return try await start(nodes, attempts: attempts - 1, logger: logger)
        }
    }

    /// The default virtual host by way of each node, with the password: never log them.
    package var urls: [String] { nodes.map(\.url) }

    /// The index of the node that leads a quorum queue, as the nodes that are running know it.
    ///
    /// Nil while there is none: the leader was killed, and the others have not elected another, for which they take up
    /// to some seconds.
    package func leader(of queue: String, virtualHost: String = "/") async throws(LocalServerError) -> Int? {
        for node in nodes where node.isRunning {
            let answer = try await node.evaluate(Self.askForLeader(of: queue, virtualHost: virtualHost))
            // A name in Erlang's quotes, or a word that is no name.
            let name = answer.filter { $0 != "'" }
            guard let index = names.firstIndex(of: name) else { continue }
            if nodes[index].isRunning { return index }
        }
        return nil
    }

    /// Waits until a node leads the queue, and is not the one at `former`.
    ///
    /// Asks every 50 ms: an election is told to nobody outside of it.
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

    /// Has every node write the names of its quorum queues to disk; see ``LocalRabbitMQ/syncQueueNames()``.
    package func syncQueueNames() async throws(LocalServerError) {
        for node in nodes where node.isRunning { try await node.syncQueueNames() }
    }

    /// Ends all nodes and the port mapper and returns when they have gone, and their data with them.
    package func stop() async {
        await withTaskGroup { group in
            for node in nodes { group.addTask { await node.stop() } }
        }
    }

    /// Nodes that started apart would be brokers of their own, each with its own queues of the same names.
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
