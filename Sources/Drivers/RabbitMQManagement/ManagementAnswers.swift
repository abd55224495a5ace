/// A queue, as the management API describes it.
package struct ManagedQueue: Sendable, Hashable, Decodable {
    /// Delivered and not yet settled.
    package let unacked: Int?
    /// Messages published and acked per second; nil before RabbitMQ has counted any.
    package let published: Double?
    package let acked: Double?
    /// The publishing time of the message at the queue's head, in Unix seconds. Quorum queues do not report it yet
    /// (rabbitmq-server issue 6813).
    package let headPublishedAt: Int?

    package init(unacked: Int?, published: Double?, acked: Double?, headPublishedAt: Int?) {
        self.unacked = unacked
        self.published = published
        self.acked = acked
        self.headPublishedAt = headPublishedAt
    }
}

extension ManagedQueue {
    private enum Key: String, CodingKey {
        case messagesUnacknowledged, messageStats, headMessageTimestamp
        case publishDetails, ackDetails, rate
    }

    // A missing value, or one of another type, is unknown: versions differ.
    package init(from decoder: any Decoder) throws {
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

/// A client's connection, as the management API describes it.
package struct ManagedConnection: Sendable, Hashable, Decodable {
    package let state: String?
    package let userProvidedName: String?

    /// Whether the broker blocks its publishing.
    package var isBlocked: Bool { state == "blocked" }
}

/// A node of the broker, as the management API describes it.
package struct ManagedNode: Sendable, Hashable, Decodable {
    package let name: String?
    package let memAlarm: Bool?
    package let diskFreeAlarm: Bool?
}

extension ManagementClient {
    /// A queue of the virtual host; nil if none has this name. Its figures are up to five seconds old.
    package func queue(_ name: String) async throws(ManagementError) -> ManagedQueue? {
        try await get(ManagedQueue.self, ["queues", address.virtualHost, name])
    }

    /// The connections to the virtual host; without the tag `monitoring`, only the user's own.
    package func connections() async throws(ManagementError) -> [ManagedConnection]? {
        let columns = ["state", "user_provided_name"]
        let path = ["vhosts", address.virtualHost, "connections"]
        return try await get([ManagedConnection].self, path, columns: columns)
    }

    /// The nodes; a user without the tag `monitoring` cannot see them.
    package func nodes() async throws(ManagementError) -> [ManagedNode]? {
        try await get([ManagedNode].self, ["nodes"], columns: ["name", "mem_alarm", "disk_free_alarm"])
    }
}
