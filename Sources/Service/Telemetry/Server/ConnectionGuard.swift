import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// A kind of connections that cannot be taken by clients that send no whole request, or do not read their responses.
///
/// For a connection too many, one makes room that waits for its client: of the peer with most of these, the oldest. So a peer
/// takes connections only from itself once it has its share. Each connection has a time limit for the next whole request, and
/// for the reading of a response. So a probe is answered however many clients send their heads byte by byte.
///
/// A connection with more requests than a client has reason to send before it reads an answer is closed. Little is read and
/// written at a time. So a client gets little work done that nobody reads.
struct GuardedChannel<Inner: ServerChildChannel>: ServerChildChannel {
    let inner: Inner
    let connections: OpenConnections

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> {
        inner.setup(channel: channel, logger: logger).flatMapThrowing { value in
            try channel.syncOptions?.setOption(.writeBufferWaterMark, value: .init(low: 8 << 10, high: 16 << 10))
            // Of what a client sends, little is read before the responses to it.
            try channel.syncOptions?.setOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4 << 10))
            try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
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

/// Tells when a connection waits for its client, and ends the wait that is too long.
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
        guard requests <= connections.pipelined else { return context.close(promise: nil) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { count(-1, context) }
        context.write(data, promise: promise)
    }

    /// A connection that takes no more bytes waits for its client to read them, whatever requests it has.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        note(context)
        context.fireChannelWritabilityChanged()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard check == nil else { return }
        connections.open(context.channel)
        schedule(in: connections.patience, context)
    }

    private func count(_ change: Int, _ context: ChannelHandlerContext) {
        requests += change
        // Further requests do not prolong the wait for a client that reads nothing.
        if context.channel.isWritable { note(context) }
    }

    private func note(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let isWaiting = requests <= 0 || !context.channel.isWritable
        connections.set(context.channel, isWaiting: isWaiting)
        // Later, since this can come within a response, before it is flushed.
        if isWaiting { context.eventLoop.execute { [connections] in connections.makeRoom() } }
    }

    private func schedule(in time: Duration, _ context: ChannelHandlerContext) {
        check = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            let rest = self.connections.rest(of: context.channel)
            guard rest > .zero else { return context.close(promise: nil) }
            self.schedule(in: rest, context)
        }
    }
}

/// The connections of a server, and since when those wait that have no whole request, or whose clients do not read.
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
        var open: [ObjectIdentifier: any Channel] = [:]
        /// Whether every connection is closed as soon as it is open.
        var isClosing = false
        var waits: [ObjectIdentifier: Wait] = [:]

        /// Takes out the oldest wait of the peer with most waits, if there are more connections than the limit.
        mutating func removeExcess(_ limit: Int) -> (any Channel)? {
            guard open.count > limit else { return nil }
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
    /// The most requests of a connection that wait for their responses.
    let pipelined: Int
    /// The most connections.
    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int, pipelined: Int, patience: Duration) {
        self.limit = limit
        self.pipelined = pipelined
        self.patience = patience
    }

    /// A connection is open, and waits. If it is one too many, another makes room: of the peer with most that wait, the one
    /// that has waited longest. While none waits, the first that does makes room.
    @inline(never)
    func open(_ channel: any Channel) {
        let wait = Wait(channel)
        let excess = state.withLock { state -> (any Channel)? in
            state.open[ObjectIdentifier(channel)] = channel
            guard !state.isClosing else { return channel }
            let excess = state.removeExcess(limit)
            state.waits[ObjectIdentifier(channel)] = wait
            return excess
        }
        excess?.close(mode: .all, promise: nil)
    }

    /// Closes all connections, and those that are still opened.
    @inline(never)
    func closeAll() {
        let channels = state.withLock { state in
            state.isClosing = true
            return Array(state.open.values)
        }
        for channel in channels { channel.close(mode: .all, promise: nil) }
    }

    @inline(never)
    func close(_ channel: any Channel) {
        state.withLock { state in
            state.open[ObjectIdentifier(channel)] = nil
            state.waits[ObjectIdentifier(channel)] = nil
        }
    }

    /// A connection waits for its client from now on, or the client waits.
    @inline(never)
    func set(_ channel: any Channel, isWaiting: Bool) {
        let wait = isWaiting ? Wait(channel) : nil
        state.withLock { $0.waits[ObjectIdentifier(channel)] = wait }
    }

    /// Closes a connection that waits, if there was none when one too many was opened.
    @inline(never)
    func makeRoom() {
        let excess = state.withLock { $0.removeExcess(limit) }
        excess?.close(mode: .all, promise: nil)
    }

    /// The time that a connection may still wait; all of it if it does not wait.
    @inline(never)
    func rest(of channel: any Channel) -> Duration {
        guard let wait = state.withLock({ $0.waits[ObjectIdentifier(channel)] }) else { return patience }
        return patience - (.now - wait.start)
    }
}
