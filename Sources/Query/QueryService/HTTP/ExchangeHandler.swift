import NIOCore
import NIOHTTP1

/// Reads the whole requests of a connection, and writes their responses in turn.
///
/// It runs on the event loop of the connection. A handler before it holds back requests until the last is answered.
final class ExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The most bytes of a response that a connection takes whether the client reads or not.
    private static let unsentBytes = 64 << 10
    /// The time for a client to read that its request is no HTTP.
    private static let patience = TimeAmount.seconds(2)

    private let responder: QueryResponder
    /// The request that the client sends.
    private var request: IncomingRequest?
    /// The head of the request that is answered; nil between two.
    private var answered: HTTPRequestHead?
    /// What the client has a limited time for at the moment.
    private var deadline: RequestDeadlines.Part?
    /// Whether the client sends nothing more.
    private var hasClientEnded = false
    /// Whether the client has sent what is no HTTP. Another handler answers that.
    private var isBroken = false

    init(_ responder: QueryResponder) {
        self.responder = responder
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): begin(IncomingRequest(head), context)
        case .body(var part):
            guard request?.isTooLarge == false else { return }
            request?.body.writeBuffer(&part)
            if let count = request?.body.readableBytes, count > responder.settings.bodyBytes { refuse(context) }
        case .end:
            guard let request else { return }
            self.request = nil
            // The answer to a refused body may still be on its way.
            if deadline != .reading { stopDeadline(context) }
            if !request.isTooLarge { answer(request, context) }
        }
    }

    /// Limits the time of a client that has sent a part of a request.
    func channelReadComplete(context: ChannelHandlerContext) {
        if request != nil, deadline == nil { startDeadline(.sending, context) }
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return context.fireUserInboundEventTriggered(event) }
        hasClientEnded = true
        // Later, since this can come within the end of a response, before it is flushed.
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        context.eventLoop.execute {
            if bound.value.handler.answered == nil { bound.value.context.close(promise: nil) }
        }
    }

    /// What is no HTTP ends the connection, after the answers to what came before it.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError, !isBroken else { return context.close(promise: nil) }
        isBroken = true
        // The client gets some time to read that.
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.patience) { channel.close(mode: .all, promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopDeadline(context)
        context.fireChannelInactive()
    }

    private func begin(_ request: IncomingRequest, _ context: ChannelHandlerContext) {
        self.request = request
        if request.head.bodyLength ?? 0 > responder.settings.bodyBytes {
            refuse(context)
        } else if request.head.waitsForContinue {
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        }
    }

    /// Answers before the end of a body that is too large. The client may send the rest, which nobody reads.
    private func refuse(_ context: ChannelHandlerContext) {
        request?.isTooLarge = true
        request?.body = ByteBuffer()
        guard let request else { return }
        answer(request, context)
        startDeadline(.ending, context)
    }

    private func answer(_ request: IncomingRequest, _ context: ChannelHandlerContext) {
        answered = request.head
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        let loop = context.eventLoop
        // Always later: an answer at once would lead to the next request that is there already, and so on, on one stack.
        responder.respond(to: request) { response in
            loop.execute { bound.value.handler.send(response, bound.value.context) }
        }
    }

    private func send(_ response: OutgoingResponse, _ context: ChannelHandlerContext) {
        guard let request = answered, context.channel.isActive, !isBroken else {
            return responder.budget.give(response.heldBytes)
        }
        var head = HTTPResponseHead(version: .http1_1, status: response.status, headers: response.headers)
        if response.status != .noContent {
            head.headers.add(name: "content-length", value: String(response.body.readableBytes))
        }
        if !request.keepsConnection {
            head.headers.add(name: "connection", value: "close")
        } else if request.version == .http1_0 {
            head.headers.add(name: "connection", value: "keep-alive")
        }
        let isWaiting = !context.channel.isWritable
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        // The length is that which the body would have (RFC 9110, section 9.3.2).
        let body = request.method == .HEAD ? ByteBuffer() : response.body
        guard isWaiting || body.readableBytes > Self.unsentBytes else {
            if body.readableBytes > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
            responder.budget.give(response.heldBytes)
            return end(context)
        }
        // The next request is read only when the kernel has all of this response.
        startDeadline(.reading, context)
        let written = context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(body))))
        written.assumeIsolated().whenComplete { result in
            self.responder.budget.give(response.heldBytes)
            self.stopDeadline(context)
            if case .success = result { self.end(context) }
        }
    }

    private func end(_ context: ChannelHandlerContext) {
        let isLast = hasClientEnded || answered?.keepsConnection == false
        answered = nil
        if request != nil { startDeadline(.ending, context) }
        let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        if isLast { written.assumeIsolated().whenComplete { _ in context.close(promise: nil) } }
    }

    private func startDeadline(_ part: RequestDeadlines.Part, _ context: ChannelHandlerContext) {
        deadline = part
        responder.deadlines.start(part, of: context.channel)
    }

    private func stopDeadline(_ context: ChannelHandlerContext) {
        guard deadline != nil else { return }
        deadline = nil
        responder.deadlines.stop(context.channel)
    }
}

extension HTTPRequestHead {
    /// The length of the body, if the head tells it.
    fileprivate var bodyLength: Int? { headers.first(name: "content-length").flatMap { Int($0) } }

    /// Whether the connection can have another request. After an offer to upgrade, the decoder reads no HTTP.
    fileprivate var keepsConnection: Bool { isKeepAlive && method != .CONNECT && !headers.contains(name: "upgrade") }

    /// Whether the client sends its body once it is asked for (RFC 9110, section 10.1.1).
    fileprivate var waitsForContinue: Bool {
        guard headers.first(name: "expect")?.lowercased() == "100-continue", version != .http1_0 else { return false }
        return headers.contains(name: "transfer-encoding") || bodyLength ?? 0 > 0
    }
}
