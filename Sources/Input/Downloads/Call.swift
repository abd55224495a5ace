internal import AsyncHTTPClient

/// A request that is under way, and as much of its answer as has come. Cancelled when the last reference goes.
final class Call: Sendable {
    let transfer: Transfer
    private let task: HTTPClient.Task<Void>

    init(_ task: HTTPClient.Task<Void>, _ transfer: Transfer) {
        self.task = task
        self.transfer = transfer
    }

    deinit {
        task.cancel()
    }
}

/// A stretch of a file that a server is sending.
struct Answer {
    let call: Call
    /// The offset in the file of the byte that comes next.
    var next: UInt64
    /// Behind the last byte that the server has promised.
    let end: UInt64
}
