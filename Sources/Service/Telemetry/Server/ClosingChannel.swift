package import HummingbirdCore
package import Logging
package import NIOCore
import NIOHTTP1

/// Connections that end after a response which says so.
///
/// Clients of HTTP/1.0 are answered in their version: without chunks, which these do not know (RFC 9112, section 6.1). So the end of
/// the connection is that of the body, and each connection has one request. Some proxies are such clients by default.
package struct ClosingChannel<Inner: ServerChildChannel>: ServerChildChannel {
    private let inner: Inner

    package init(inner: Inner) {
        self.inner = inner
    }

    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> {
        inner.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(ConnectionEnd(), position: .after(decoder))
            return value
        }
    }

    package func handle(value: Inner.Value, logger: Logger) async {
        await inner.handle(value: value, logger: logger)
    }
}

private final class ConnectionEnd: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private var isOldClient = false
    /// Whether the response under way is the last one of the connection.
    private var isLast = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), head.version == .http1_0 else {
            return context.fireChannelRead(data)
        }
        isOldClient = true
        // The server closes the connection after its response.
        head.headers.replaceOrAdd(name: "connection", value: "close")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            if isOldClient {
                head.version = .http1_0
                head.headers.replaceOrAdd(name: "connection", value: "close")
            }
            isLast = head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "close" }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where isLast:
            let written = promise ?? context.eventLoop.makePromise()
            let end = NIOLoopBound(context, eventLoop: context.eventLoop)
            written.futureResult.whenComplete { _ in Self.end(end.value) }
            context.write(data, promise: written)
        default: context.write(data, promise: promise)
        }
    }

    /// Ends a connection after its last response, whatever the client has sent behind the request. It may still read: to close at once
    /// would take the response from a client that sends (RFC 9112, section 9.6).
    private static func end(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        context.close(mode: .output, promise: nil)
        let rest = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: patience) { rest.value.close(promise: nil) }
    }

    private static let patience = TimeAmount.seconds(2)
}
