package import Bus
package import RabbitMQManagement

/// The state of the stages from RabbitMQ's management API.
package struct ManagementReport: Sendable {
    /// The work queues that exist.
    package var queues: [Stage: ManagedQueue] = [:]
    /// The number of blocked connections; nil without permission to see them.
    package var blocked: [Stage: Int]?
    /// The active alarms with their nodes; nil without permission to see nodes.
    package var alarms: [String]?

    package init(queues: [Stage: ManagedQueue] = [:], blocked: [Stage: Int]? = nil, alarms: [String]? = nil) {
        self.queues = queues
        self.blocked = blocked
        self.alarms = alarms
    }
}

extension ManagementReport {
    /// Queries the API; its values are up to five seconds old.
    init(from client: ManagementClient) async throws(ManagementError) {
        for stage in Stage.allCases { queues[stage] = try await client.queue(stage.workQueue) }
        // A user without the tag `monitoring` sees its own connections, and no nodes.
        blocked = (try? await client.connections()).map(Self.blockedStages)
        alarms = (try? await client.nodes()).map { $0.flatMap(Self.alarms) }
    }

    private static func blockedStages(_ connections: [ManagedConnection]) -> [Stage: Int] {
        var blocked: [Stage: Int] = [:]
        for connection in connections where connection.isBlocked {
            // Services name their connections by stage and process.
            let name = connection.userProvidedName?.split(separator: " ").first.map(String.init)
            if let stage = name.flatMap(Stage.init(rawValue:)) { blocked[stage, default: 0] += 1 }
        }
        return blocked
    }

    private static func alarms(of node: ManagedNode) -> [String] {
        let name = node.name ?? "a node"
        return (node.memAlarm == true ? ["memory alarm on \(name)"] : [])
            + (node.diskFreeAlarm == true ? ["disk alarm on \(name)"] : [])
    }
}
