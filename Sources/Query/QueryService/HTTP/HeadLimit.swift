import NIOCore
import NIOHTTP1

/// Counts the bytes that arrive before a head is complete; of too many, refuses and closes.
///
/// The library bounds fields, not the URL, and parses a long one again and again.
final class HeadLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// The most bytes; a read that ends one request and begins the next is not counted.
    static let bytes = 96 << 10

    private let end: HeadEnd
    /// Whether the head was too long.
    private var isRefused = false

    init(_ end: HeadEnd) {
        self.end = end
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        if end.isInHead {
            end.bytes += unwrapInboundIn(data).readableBytes
            guard end.bytes <= Self.bytes else {
                isRefused = true
                // In its turn: after the responses to earlier requests.
                return context.fireErrorCaught(HTTPParserError.headerOverflow)
            }
        }
        context.fireChannelRead(data)
    }
}

/// Knows whether a head is expected: behind the decoder, which finds the ends of heads and bodies.
final class HeadEnd: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

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
}
