import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Connections whose requests have a path as their target.
///
/// A target may be a whole address (RFC 9112, section 3.2.2). The library drops its host, so the gate would decide by the header `Host`
/// alone. Such a target is taken only if both name the same; then its path stays.
struct TargetChannel<Inner: ServerChildChannel>: ServerChildChannel {
    let inner: Inner

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> {
        inner.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(RequestTarget(), position: .after(decoder))
            return value
        }
    }

    func handle(value: Inner.Value, logger: Logger) async {
        await inner.handle(value: value, logger: logger)
    }
}

final class RequestTarget: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// A target that is no path: the gate refuses it.
    private static let refused = "*"

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), !head.uri.hasPrefix("/") else {
            return context.fireChannelRead(data)
        }
        head.uri = Self.path(of: head.uri, under: head.headers["Host"].first ?? "") ?? Self.refused
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// The path and the query of an address; nil if it is none, or that of another host.
    static func path(of target: String, under host: String) -> String? {
        guard let match = target.prefixMatch(of: /(?i:https?):\/\/([^\/?#]+)/),
            match.1.lowercased() == host.lowercased()
        else { return nil }
        let path = target[match.range.upperBound...]
        return path.hasPrefix("/") ? String(path) : "/\(path)"
    }
}
