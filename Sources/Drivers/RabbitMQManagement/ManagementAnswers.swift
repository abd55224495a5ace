/// A queue, as the management API describes it.
package struct ManagedQueue: Sendable, Hashable, Decodable {
    /// Delivered and not yet settled.
    package let unacked: Int?
    /// Messages per second that come in, and that are done; nil before RabbitMQ has counted any.
    package let published: Double?
    package let acked: Double?
    /// When the message at the queue's head was published, in Unix seconds. Quorum queues do not report it
    /// (rabbitmq-server issue 6813); a broker that does some day is believed.
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

    // Whatever is missing or of another type is not known: versions differ.
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

    /// Whether the broker keeps it from publishing.
    package var isBlocked: Bool { state == "blocked" }
}

/// A node of the broker, as the management API describes it.
package struct ManagedNode: Sendable, Hashable, Decodable {
    package let name: String?
    package let memAlarm: Bool?
    package let diskFreeAlarm: Bool?
}

extension ManagementClient {
    /// A queue of the virtual host; nil when there is none with this name. Its figures are up to five seconds old.
    package func queue(_ name: String) async throws(ManagementError) -> ManagedQueue? {
        try await get(ManagedQueue.self, ["queues", address.virtualHost, name])
    }

    /// The connections to the virtual host; of a user without the tag `monitoring`, its own ones.
    package func connections() async throws(ManagementError) -> [ManagedConnection]? {
        let columns = ["state", "user_provided_name"]
        let path = ["vhosts", address.virtualHost, "connections"]
        return try await get([ManagedConnection].self, path, columns: columns)
    }

    /// The nodes; a user without the tag `monitoring` may not see them.
    package func nodes() async throws(ManagementError) -> [ManagedNode]? {
        try await get([ManagedNode].self, ["nodes"], columns: ["name", "mem_alarm", "disk_free_alarm"])
    }
}
