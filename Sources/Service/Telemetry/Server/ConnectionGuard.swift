import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// A kind of connections that cannot be taken by clients that send no whole request.
///
/// For a connection too many, one makes room that waits for a request: of the peer with most of these, the oldest. So a peer
/// takes connections only from itself once it has its share. Each connection has a time limit for the next whole request.
/// So a probe is answered however many clients send their heads byte by byte.
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
        /// The address of the client; nil if unknown.
        let peer: String?
        let start: ContinuousClock.Instant

        init(_ channel: any Channel) {
            self.channel = channel
            peer = channel.remoteAddress?.ipAddress
            start = .now
        }
    }

    private struct State {
        var open = 0
        var waits: [ObjectIdentifier: Wait] = [:]

        /// Takes out the oldest wait of the peer with most waits.
        mutating func removeExcess() -> (any Channel)? {
            var counts: [String?: Int] = [:]
            for wait in waits.values { counts[wait.peer, default: 0] += 1 }
            let most = counts.values.max() ?? 0
            let excess = waits.filter { counts[$0.value.peer] == most }.min { $0.value.start < $1.value.start }
            if let excess { waits[excess.key] = nil }
            return excess?.value.channel
        }
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

    /// A connection is open, and waits. If it is one too many, another makes room: of the peer with most that wait, the one
    /// that has waited longest.
    @inline(never)
    func open(_ channel: any Channel) {
        let wait = Wait(channel)
        let excess = state.withLock { state -> (any Channel)? in
            state.open += 1
            let excess = state.open > limit ? state.removeExcess() : nil
            state.waits[ObjectIdentifier(channel)] = wait
            return excess
        }
        excess?.close(mode: .all, promise: nil)
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
        let wait = isWaiting ? Wait(channel) : nil
        state.withLock { $0.waits[ObjectIdentifier(channel)] = wait }
    }

    /// The time that a connection may still wait; all of it if it does not wait.
    @inline(never)
    func rest(of channel: any Channel) -> Duration {
        guard let wait = state.withLock({ $0.waits[ObjectIdentifier(channel)] }) else { return patience }
        return patience - (.now - wait.start)
    }
}
