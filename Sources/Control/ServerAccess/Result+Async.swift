extension Result where Failure == any Error {
    /// Notes how an asynchronous body ends.
    package init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
