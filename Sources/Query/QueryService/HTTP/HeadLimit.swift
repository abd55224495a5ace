import NIOCore
import NIOHTTP1

/// Counts the bytes that arrive before a head is complete; of too many, refuses and closes.
///
/// The library bounds fields, not the URL, and parses a long one again and again.
final class HeadLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The most bytes; a read that ends one request and begins the next is not counted.
    static let bytes = 96 << 10

    private let end: HeadEnd
    /// Whether the head was too long.
    private var isRefused = false

    init(_ end: HeadEnd) {
        self.end = end
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if end.isInHead {
            end.bytes += unwrapInboundIn(data).readableBytes
            guard end.bytes <= Self.bytes else { return refuse(context) }
        }
        context.fireChannelRead(data)
    }

    private func refuse(_ context: ChannelHandlerContext) {
        guard !isRefused else { return }
        isRefused = true
        let text = "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        let response = wrapOutboundOut(ByteBuffer(string: text))
        context.writeAndFlush(response).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }
}

/// Knows whether a head is expected: behind the decoder, which finds the ends of heads and bodies.
final class HeadEnd: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    /// The time for a client to read that its request is no HTTP.
    private static let patience = TimeAmount.seconds(2)

    /// Whether the next bytes belong to a head.
    fileprivate(set) var isInHead = true
    /// The bytes of the head so far.
    fileprivate(set) var bytes = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: isInHead = false
        case .body: break
        case .end:
            isInHead = true
            bytes = 0
        }
        context.fireChannelRead(data)
    }

    /// What is no HTTP ends the connection. The library says so to the client, and waits for it to close.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.patience) { channel.close(mode: .all, promise: nil) }
        context.fireErrorCaught(error)
    }
}
