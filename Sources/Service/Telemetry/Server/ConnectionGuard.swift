import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// A kind of connections that cannot be taken by clients that send no whole request.
///
/// For a connection too many, the one that has waited longest for a request makes room, and each has a time limit for the
/// next whole request. So a probe is answered however many clients send their heads byte by byte.
struct GuardedChannel<Inner: ServerChildChannel>: ServerChildChannel {
    let inner: Inner
    let connections: OpenConnections

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> {
        inner.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(ConnectionGuard(connections), position: .after(decoder))
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

    private let connections: OpenConnections
    private var check: Scheduled<Void>?
    /// The whole requests without a whole response; negative after a response that came before its request was whole.
    private var requests = 0

    init(_ connections: OpenConnections) {
        self.connections = connections
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
        connections.close(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) { count(1, context) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { count(-1, context) }
        context.write(data, promise: promise)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard check == nil else { return }
        connections.open(context.channel)
        schedule(in: connections.patience, context)
    }

    private func count(_ change: Int, _ context: ChannelHandlerContext) {
        requests += change
        guard context.channel.isActive else { return }
        connections.set(context.channel, isWaiting: requests <= 0)
    }

    private func schedule(in time: Duration, _ context: ChannelHandlerContext) {
        check = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            let rest = self.connections.rest(of: context.channel)
            guard rest > .zero else { return context.close(promise: nil) }
            self.schedule(in: rest, context)
        }
    }
}

/// The connections of a server, and since when those wait that have no whole request.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class OpenConnections: Sendable {
    private struct Wait {
        let channel: any Channel
        let start: ContinuousClock.Instant
    }

    private struct State {
        var open = 0
        var waits: [ObjectIdentifier: Wait] = [:]
    }

    /// The longest wait.
    let patience: Duration
    /// The most connections.
    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int, patience: Duration) {
        self.limit = limit
        self.patience = patience
    }

    /// A connection is open, and waits. If it is one too many, another makes room: the one that has waited longest.
    @inline(never)
    func open(_ channel: any Channel) {
        let oldest = state.withLock { state -> (any Channel)? in
            state.open += 1
            let oldest = state.open > limit ? state.waits.min { $0.value.start < $1.value.start } : nil
            if let oldest { state.waits[oldest.key] = nil }
            state.waits[ObjectIdentifier(channel)] = Wait(channel: channel, start: .now)
            return oldest?.value.channel
        }
        oldest?.close(mode: .all, promise: nil)
    }

    @inline(never)
    func close(_ channel: any Channel) {
        state.withLock { state in
            state.open -= 1
            state.waits[ObjectIdentifier(channel)] = nil
        }
    }

    /// A connection waits from now on, or has a whole request.
    @inline(never)
    func set(_ channel: any Channel, isWaiting: Bool) {
        state.withLock { state in
            state.waits[ObjectIdentifier(channel)] = isWaiting ? Wait(channel: channel, start: .now) : nil
        }
    }

    /// The time that a connection may still wait; all of it if it does not wait.
    @inline(never)
    func rest(of channel: any Channel) -> Duration {
        guard let wait = state.withLock({ $0.waits[ObjectIdentifier(channel)] }) else { return patience }
        return patience - (.now - wait.start)
    }
}
