package import Postgres
package import TableIndexes

extension Indexes {
    /// Lets a session build an index, while another reports how far it is, and cancels it with the task.
    ///
    /// - Parameters:
    ///   - process: the process of the session that builds.
    ///   - onProgress: called in order, one at a time.
    package static func watching(
        _ process: Int, by watcher: PostgresConnection, _ onProgress: @escaping @Sendable (IndexProgress) -> Void,
        build: () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var last: IndexProgress?
                while !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(500))
                    if Task.isCancelled { break }
                    guard let progress = try await IndexBuild.progress(of: process, on: watcher) else { continue }
                    if progress != last { onProgress(progress) }
                    last = progress
                }
            }
            try await withTaskCancellationHandler {
                try await build()
            } onCancel: {
                Task { try? await IndexBuild.cancel(process, on: watcher) }
            }
            group.cancelAll()
        }
    }
}
