internal import AsyncHTTPClient

/// A request in progress, with the received part of its response. Cancelled with its last reference.
final class PendingRequest: Sendable {
    let response: ResponseBuffer
    private let task: HTTPClient.Task<Void>

    init(_ task: HTTPClient.Task<Void>, _ response: ResponseBuffer) {
        self.task = task
        self.response = response
    }

    deinit {
        task.cancel()
    }
}

/// A stretch of a file that a server is sending.
struct ResponseRange {
    let request: PendingRequest
    /// The offset in the file of the next byte.
    var next: UInt64
    /// The offset after the last byte that the server has promised.
    let end: UInt64
}
