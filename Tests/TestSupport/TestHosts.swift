import Foundation
package import LocalServers

/// Where the servers of this process's tests run: with `ETL_TEST_SERVERS=docker`, in containers of the images that the
/// compose stack uses, and otherwise on this machine.
///
/// The containers start on first use, and end with the process.
package actor TestHosts {
    package static let shared = TestHosts()

    /// By the variables that name their images.
    private var containers: [String: Task<ServerContainer, any Error>] = [:]

    private init() {}

    /// Where RabbitMQ runs.
    package var rabbitMQ: ServerHost {
        get async throws { try await host("ETL_RABBITMQ_IMAGE", usually: "rabbitmq:4-management") }
    }

    /// Where PostgreSQL runs.
    package var postgres: ServerHost {
        get async throws { try await host("ETL_POSTGRES_IMAGE", usually: "postgres:17") }
    }

    private func host(_ variable: String, usually image: String) async throws -> ServerHost {
        let environment = ProcessInfo.processInfo.environment
        guard environment["ETL_TEST_SERVERS"] == "docker" else { return .local }
        let start =
            containers[variable] ?? Task { try await ServerContainer.start(image: environment[variable] ?? image) }
        containers[variable] = start
        return try await start.value.host
    }
}
