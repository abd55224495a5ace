import Glibc
import Pipeline

/// What only RabbitMQ's management API tells of the stages.
struct ManagementReport: Sendable {
    struct Queue: Sendable, Hashable, Decodable {
        /// Delivered and not yet settled.
        let unacked: Int?
        /// Messages per second that come in, and that are done; nil before RabbitMQ has counted any.
        let published: Double?
        let acked: Double?
        /// When the message at the queue's head was published, in Unix seconds. Quorum queues do not tell (rabbitmq-server
        /// issue 6813); a broker that does some day is believed.
        let headPublishedAt: Int?
    }

    /// Of work queues that exist.
    var queues: [Stage: Queue] = [:]
    /// The number of connections that the broker keeps from publishing; nil when the user may not see them.
    var blocked: [Stage: Int]?
    /// The alarms that are on, with their nodes; nil when the user may not see nodes.
    var alarms: [String]?
}

extension ManagementReport.Queue {
    private enum Key: String, CodingKey {
        case messagesUnacknowledged, messageStats, headMessageTimestamp
        case publishDetails, ackDetails, rate
    }

    // Whatever is missing or of another type is not known: versions differ.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        unacked = try? values.decode(Int.self, forKey: .messagesUnacknowledged)
        headPublishedAt = try? values.decode(Int.self, forKey: .headMessageTimestamp)
        let statistics = try? values.nestedContainer(keyedBy: Key.self, forKey: .messageStats)
        func rate(_ key: Key) -> Double? {
            let details = try? statistics?.nestedContainer(keyedBy: Key.self, forKey: key)
            return try? details?.decode(Double.self, forKey: .rate)
        }
        published = rate(.publishDetails)
        acked = rate(.ackDetails)
    }
}

extension ManagementClient {
    private struct Connection: Decodable {
        let state: String?
        let userProvidedName: String?
    }

    private struct Node: Decodable {
        let name: String?
        let memAlarm: Bool?
        let diskFreeAlarm: Bool?
    }

    /// What the API says now; its figures are up to five seconds old.
    func look() async throws(ManagementError) -> ManagementReport {
        var report = ManagementReport()
        for stage in Stage.allCases {
            report.queues[stage] = try await get(
                ManagementReport.Queue.self, ["queues", address.virtualHost, stage.workQueue])
        }
        // A user without the tag `monitoring` sees its own connections, and no nodes.
        let connections = try? await get(
            [Connection].self, ["vhosts", address.virtualHost, "connections"], columns: ["state", "user_provided_name"])
        report.blocked = connections.map { connections in
            var blocked: [Stage: Int] = [:]
            for connection in connections where connection.state == "blocked" {
                // Services call their connections by stage and process.
                let name = connection.userProvidedName?.split(separator: " ").first.map(String.init)
                if let stage = name.flatMap(Stage.init(rawValue:)) { blocked[stage, default: 0] += 1 }
            }
            return blocked
        }
        let nodes = try? await get([Node].self, ["nodes"], columns: ["name", "mem_alarm", "disk_free_alarm"])
        report.alarms = nodes?.flatMap { node in
            let name = node.name ?? "a node"
            return (node.memAlarm == true ? ["memory alarm on \(name)"] : [])
                + (node.diskFreeAlarm == true ? ["disk alarm on \(name)"] : [])
        }
        return report
    }
}
