import Glibc
import NIOCore
import NIOHTTP1
import Synchronization

/// Answers the requests of one connection.
final class FileServerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let log: RequestLog
    private let answer: @Sendable (FileServer.Request) -> FileServer.Answer
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(log: RequestLog, answer: @escaping @Sendable (FileServer.Request) -> FileServer.Answer) {
        self.log = log
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body) = (head, [])
        case .body(let part): body += part.readableBytesView
        case .end:
            guard let head else { return }
            send(answer(log.note(head, body)), to: context)
        }
    }

    private func send(_ answer: FileServer.Answer, to context: ChannelHandlerContext) {
        let headers = HTTPHeaders(answer.headers.map { ($0.key, $0.value) })
        let status = HTTPResponseStatus(statusCode: answer.status)
        context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: status, headers: headers))), promise: nil)
        write(answer.body.prefix(answer.sent), to: context)
        let channel = context.channel
        switch answer.end {
        case .whole: context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .stall: context.flush()
        case .trickle:
            context.flush()
            Self.trickle(answer.body.dropFirst(answer.sent), to: channel)
        case .close: flush(context).whenComplete { _ in channel.close(promise: nil) }
        case .reset:
            flush(context).whenComplete { _ in
                // The reset is a little later, so that some bytes have arrived. It discards the others.
                channel.eventLoop.scheduleTask(in: .milliseconds(3)) { Self.reset(channel) }
            }
        }
    }

    private static func trickle(_ body: ArraySlice<UInt8>, to channel: any Channel) {
        guard let first = body.first, channel.isActive else { return }
        let part = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: [first])))
        channel.writeAndFlush(part, promise: nil)
        channel.eventLoop.scheduleTask(in: .milliseconds(10)) { trickle(body.dropFirst(), to: channel) }
    }

    private static func reset(_ channel: any Channel) {
        let hard = linger(l_onoff: 1, l_linger: 0)
        let options = channel as? any SocketOptionProvider
        options?.setSoLinger(hard).whenComplete { _ in channel.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func write(_ body: ArraySlice<UInt8>, to context: ChannelHandlerContext) {
        var rest = body
        while !rest.isEmpty {
            let part = rest.prefix(64 << 10)
            rest = rest.dropFirst(part.count)
            let promise = context.eventLoop.makePromise(of: Void.self)
            promise.futureResult.whenSuccess { [log] in log.sentBytes.withLock { $0 += part.count } }
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: part)))), promise: promise)
        }
    }

    /// Completes once the system has all written bytes.
    private func flush(_ context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))))
    }
}
