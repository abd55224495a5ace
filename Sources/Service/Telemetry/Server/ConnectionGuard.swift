import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// A kind of connections that cannot be taken by clients that send no whole request.
///
/// When there are too many, the one that has waited longest for a request makes room, and each has a time limit for the
/// next whole request. So a probe is answered however many clients send their heads byte by byte.
struct GuardedChannel<Inner: ServerChildChannel>: ServerChildChannel {
    let inner: Inner
    let waiting: WaitingConnections

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> {
        inner.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(ConnectionGuard(waiting), position: .after(decoder))
            return value
        }
    }

    func handle(value: Inner.Value, logger: Logger) async {
        await inner.handle(value: value, logger: logger)
    }
}

/// Tells when a connection waits for a request, and ends the wait that is too long.
private final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let waiting: WaitingConnections
    private var check: Scheduled<Void>?
    /// The whole requests without a whole response.
    private var requests = 0

    init(_ waiting: WaitingConnections) {
        self.waiting = waiting
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        check?.cancel()
        waiting.remove(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) {
            requests += 1
            waiting.remove(context.channel)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            requests = max(0, requests - 1)
            if requests == 0 { waiting.add(context.channel) }
        }
        context.write(data, promise: promise)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard check == nil else { return }
        waiting.add(context.channel)
        schedule(in: waiting.limit, context)
    }

    private func schedule(in time: Duration, _ context: ChannelHandlerContext) {
        check = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            let rest = self.waiting.rest(of: context.channel)
            guard rest > .zero else { return context.close(promise: nil) }
            self.schedule(in: rest, context)
        }
    }
}

/// The connections of a server that wait for a whole request.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class WaitingConnections: Sendable {
    private struct Entry {
        let channel: any Channel
        let start: ContinuousClock.Instant
    }

    /// The longest wait.
    let limit: Duration
    /// The most that wait.
    private let count: Int
    private let entries = Mutex<[ObjectIdentifier: Entry]>([:])

    init(count: Int, limit: Duration) {
        self.count = count
        self.limit = limit
    }

    /// A connection begins to wait. If there are too many, the one that has waited longest is closed.
    @inline(never)
    func add(_ channel: any Channel) {
        let oldest = entries.withLock { entries -> (any Channel)? in
            entries[ObjectIdentifier(channel)] = Entry(channel: channel, start: .now)
            guard entries.count > count, let oldest = entries.min(by: { $0.value.start < $1.value.start }) else {
                return nil
            }
            entries[oldest.key] = nil
            return oldest.value.channel
        }
        oldest?.close(mode: .all, promise: nil)
    }

    /// A connection has a whole request, or is closed.
    @inline(never)
    func remove(_ channel: any Channel) {
        entries.withLock { $0[ObjectIdentifier(channel)] = nil }
    }

    /// The time that a connection may still wait; all of it if it does not wait.
    @inline(never)
    func rest(of channel: any Channel) -> Duration {
        guard let entry = entries.withLock({ $0[ObjectIdentifier(channel)] }) else { return limit }
        return limit - (.now - entry.start)
    }
}
