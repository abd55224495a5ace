internal import AsyncHTTPClient
internal import DequeModule
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// The response to one request, handed over from an event loop to the thread that reads it, a bounded part at a time.
final class ResponseBuffer: HTTPClientResponseDelegate {
    typealias Response = Void

    /// The maximum number of unread bytes before the client pauses the server; one more part may arrive.
    private static let limit = 512 << 10

    private struct State {
        var head: HTTPResponseHead?
        var parts: Deque<ByteBuffer> = []
        var held = 0
        var room: EventLoopPromise<Void>?
        var end: Result<Void, any Error>?
    }

    /// The next item for the reader.
    enum Progress {
        case bytes(Int)
        case ended(Result<Void, any Error>)
        case nothing
    }

    private let state = Mutex(State())
    private let bell: Doorbell

    /// - Parameter bell: rings for every change.
    init(_ bell: Doorbell) {
        self.bell = bell
    }

    deinit {
        // NIO treats an unfulfilled promise as a programming error.
        state.withLock { $0.room }?.succeed()
    }

    /// The status and the headers; nil before their arrival.
    var head: HTTPResponseHead? { state.withLock { $0.head } }

    /// The end of the response, even if part of it is still unread.
    var end: Result<Void, any Error>? { state.withLock { $0.end } }

    /// Moves received bytes into a range of a buffer, at most as many as fit.
    func take(into buffer: inout [UInt8], _ range: Range<Int>) -> Progress {
        var taken = 0
        let (end, room) = state.withLock { state in
            while taken < range.count, var part = state.parts.popFirst() {
                let count = min(range.count - taken, part.readableBytes)
                part.readWithUnsafeReadableBytes { bytes in
                    let target = range.lowerBound + taken
                    buffer.withUnsafeMutableBytes { $0[target..<target + count].copyBytes(from: bytes[..<count]) }
                    return count
                }
                taken += count
                if part.readableBytes > 0 { state.parts.prepend(part) }
            }
            state.held -= taken
            let room = state.held < Self.limit / 2 ? state.room.take() : nil
            return (state.parts.isEmpty ? state.end : nil, room)
        }
        room?.succeed()
        if taken > 0 { return .bytes(taken) }
        return end.map(Progress.ended) ?? .nothing
    }

    // MARK: On the event loop

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        state.withLock { $0.head = head }
        bell.ring()
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let room: EventLoopFuture<Void>? = state.withLock { state in
            state.parts.append(buffer)
            state.held += buffer.readableBytes
            guard state.held >= Self.limit else { return nil }
            let promise = task.eventLoop.makePromise(of: Void.self)
            state.room = promise
            return promise.futureResult
        }
        bell.ring()
        return room ?? task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) { finish(.failure(error)) }

    func didFinishRequest(task: HTTPClient.Task<Void>) { finish(.success(())) }

    private func finish(_ result: Result<Void, any Error>) {
        let room = state.withLock { state in
            if state.end == nil { state.end = result }
            return state.room.take()
        }
        room?.succeed()
        bell.ring()
    }
}
