import Foundation
package import LocalServers

/// Where the servers of this process's tests run: with `ETL_TEST_SERVERS=docker`, in containers of the images that the
/// compose stack uses, and otherwise on this machine.
///
/// The containers start on first use, and end with the process.
package actor TestHosts {
    package static let shared = TestHosts()

    private var broker: Task<ServerContainer, any Error>?
    private var database: Task<ServerContainer, any Error>?

    private init() {}

    /// Where RabbitMQ runs.
    package var rabbitMQ: ServerHost {
        get async throws {
            guard Self.useContainers else { return .local }
            let start = broker ?? Self.container("ETL_RABBITMQ_IMAGE", "rabbitmq:4-management")
            broker = start
            return try await start.value.host
        }
    }

    /// Where PostgreSQL runs.
    package var postgres: ServerHost {
        get async throws {
            guard Self.useContainers else { return .local }
            let start = database ?? Self.container("ETL_POSTGRES_IMAGE", "postgres:17")
            database = start
            return try await start.value.host
        }
    }

    private static var useContainers: Bool { ProcessInfo.processInfo.environment["ETL_TEST_SERVERS"] == "docker" }

    private static func container(_ variable: String, _ usual: String) -> Task<ServerContainer, any Error> {
        Task { try await ServerContainer.start(image: ProcessInfo.processInfo.environment[variable] ?? usual) }
    }
}
