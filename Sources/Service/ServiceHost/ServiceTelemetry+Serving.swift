import Telemetry

extension ServiceTelemetry {
    /// Whether no port is set.
    package var isSilent: Bool { servers.isEmpty }

    /// Serves the ports while a command works that is no service.
    ///
    /// - Throws: the command's error, or that of a port that cannot be bound.
    package func serving<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            for server in servers {
                group.addTask {
                    try await server.run()
                    return nil
                }
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let value = ended { return value }
            }
            throw CancellationError()
        }
    }
}
