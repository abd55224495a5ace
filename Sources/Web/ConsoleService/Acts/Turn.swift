/// Lets one request in at a time, and sends others away.
actor Turn {
    private var isTaken = false

    /// - Throws: ``PageFailure/crowded`` while another has the turn.
    func take() throws(PageFailure) {
        guard !isTaken else { throw .crowded }
        isTaken = true
    }

    func end() { isTaken = false }
}

extension Turn {
    /// Runs `body` with the turn.
    nonisolated func with<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await take()
        do {
            let value = try await body()
            await end()
            return value
        } catch {
            await end()
            throw error
        }
    }
}
