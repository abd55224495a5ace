// The start of several nodes as one cluster.
extension LocalRabbitMQ {
    /// Starts the nodes of a cluster at the same time, with one port mapper on each host, and ends all of them if one
    /// fails.
    static func start(_ cluster: [RabbitMQNode]) async throws(LocalServerError) -> [LocalRabbitMQ] {
        let ports = try ports(of: cluster)
        let portMappers = try await startPortMappers(of: cluster, ports)
        let starts = zip(cluster, ports).map { node, ports in
            Task { () async -> Result<LocalRabbitMQ, LocalServerError> in
                do throws(LocalServerError) {
                    guard let portMapper = portMappers[node.host] else { throw .cancelled }
                    let broker = try await node.launchBroker(ports)
                    return .success(LocalRabbitMQ(node: node, ports: ports, portMapper: portMapper, broker: broker))
                } catch {
                    return .failure(error)
                }
            }
        }
        var results: [Result<LocalRabbitMQ, LocalServerError>] = []
        for start in starts { results.append(await start.value) }
        do throws(LocalServerError) {
            return try results.map { (result) throws(LocalServerError) in try result.get() }
        } catch {
            for case .success(let node) in results { await node.stop() }
            for portMapper in portMappers.values { await portMapper.end() }
            throw error
        }
    }

    /// Nodes on one host share the port mapper's port. Nodes on different hosts share all: clients know one port for a
    /// name with several addresses.
    private static func ports(of cluster: [RabbitMQNode]) throws(LocalServerError) -> [RabbitMQNode.Ports] {
        var ports: [RabbitMQNode.Ports] = []
        for node in cluster {
            if let first = ports.first, !node.host.isOnLoopback {
                ports.append(first.at(node.host))
            } else {
                ports.append(try .free(at: node.host, portMapper: ports.first?.portMapper))
            }
        }
        return ports
    }

    private static func startPortMappers(
        of cluster: [RabbitMQNode], _ ports: [RabbitMQNode.Ports]
    ) async throws(LocalServerError) -> [ServerHost: ManagedProcess] {
        var started: [ServerHost: ManagedProcess] = [:]
        do throws(LocalServerError) {
            for (node, ports) in zip(cluster, ports) where started[node.host] == nil {
                started[node.host] = try await node.launchPortMapper(ports)
            }
            return started
        } catch {
            for portMapper in started.values { await portMapper.end() }
            throw error
        }
    }
}
