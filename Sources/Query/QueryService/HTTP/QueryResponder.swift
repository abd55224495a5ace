import GraphQLOverHTTP
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

/// Answers HTTP requests: `/graphql`, and the page if there is one.
struct QueryResponder: Sendable {
    /// The most bytes of a response that a connection takes whether the client reads or not.
    private static let unsentBytes = 64 << 10
    /// The path of the endpoint.
    static let path = "/graphql"

    let engine: QueryEngine
    let settings: QuerySettings
    let page: PageFiles?
    let metrics: QueryMetrics
    let deadlines: RequestDeadlines
    let budget: ResponseBudget
    let logger: Logger

    /// Answers a request. A client that disconnects ends it by an error.
    @Sendable
    func respond(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        var exchange = Exchange(request, channel)
        // Whatever becomes of the request, the client must send its body in time: the connection reads it to its end.
        exchange.hasBody ? deadlines.start(.sending, of: channel) : deadlines.stop(channel)
        guard request.uri.path == Self.path else { return try await respondAside(exchange, writer) }
        if request.method == .options {
            var head = HTTPResponse(status: .noContent, headerFields: [.allow: "GET, HEAD, POST, OPTIONS"])
            settings.origins.allowPreflight(request.headers, in: &head.headerFields)
            return try await writer.writeResponse(head)
        }
        var (response, format) = await answer(&exchange)
        if exchange.record.heldBytes == 0 {
            budget.take(response.body.count)
            exchange.record.heldBytes = response.body.count
        }
        defer { budget.give(exchange.record.heldBytes) }
        var head = HTTPResponse(status: .init(code: response.status(in: format)))
        head.headerFields[.contentType] = format.contentType
        head.headerFields[.cacheControl] = "no-store"
        head.headerFields[.vary] = "Accept"
        head.headerFields[.xContentTypeOptions] = "nosniff"
        settings.origins.allow(request.headers, in: &head.headerFields)
        if let seconds = response.retryAfter { head.headerFields[.retryAfter] = String(seconds) }
        if let methods = response.allow { head.headerFields[.allow] = methods }
        let body = ByteBuffer(bytes: response.body)
        // While the client reads, the text is in memory once.
        response.body = []
        try await send(head, body, exchange, writer)
    }

    /// Answers `/graphql`, counts the answer and logs it.
    private func answer(_ exchange: inout Exchange) async -> (QueryResponse, ResponseFormat) {
        var format = ResponseFormat.json
        var start = ContinuousClock.now
        var response: QueryResponse
        do throws(HTTPFault) {
            format = try ResponseFormat(accept: exchange.request.headers[.accept])
            let query = try await query(&exchange)
            start = .now
            response =
                budget.isSpent
                ? .crowded
                : await engine.answer(query, isRead: exchange.request.method != .post, record: &exchange.record)
        } catch {
            response = QueryResponse(error)
        }
        let duration = ContinuousClock.now - start
        metrics.count(response, rows: exchange.record.rows, duration: duration)
        exchange.record.log(response, duration: duration, to: logger)
        return (response, format)
    }

    private func query(_ exchange: inout Exchange) async throws(HTTPFault) -> QueryRequest {
        let request = exchange.request
        switch request.method {
        case .get, .head:
            return try QueryRequest(urlQuery: request.uri.query ?? "", nesting: settings.variableDepth)
        case .post:
            try RequestType.requireJSON(contentType: request.headers[.contentType])
            let body = try await body(of: request)
            deadlines.stop(exchange.channel)
            exchange.hasBody = false
            return try QueryRequest(body: body, nesting: settings.variableDepth)
        default: throw .methodNotAllowed("Only GET and POST are answered.", allow: "GET, HEAD, POST, OPTIONS")
        }
    }

    private func body(of request: Request) async throws(HTTPFault) -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > settings.bodyBytes {
            throw .tooLarge(settings.bodyBytes)
        }
        do {
            let buffer = try await request.body.collect(upTo: settings.bodyBytes)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw .tooLarge(settings.bodyBytes)
        } catch {
            // The client is gone, and so is the reader of this.
            throw .badRequest("The body ended early.")
        }
    }

    /// Answers other paths: the page, or that there is none.
    private func respondAside(_ exchange: Exchange, _ writer: consuming ResponseWriter) async throws {
        let method = exchange.request.method
        var head = HTTPResponse(status: .notFound, headerFields: [.xContentTypeOptions: "nosniff"])
        var body = ByteBuffer(string: "not found; GraphQL is at \(Self.path)\n")
        head.headerFields[.contentType] = "text/plain; charset=utf-8"
        if let file = page?[exchange.request.uri.path] {
            guard method == .get || method == .head else {
                head.status = .methodNotAllowed
                head.headerFields[.allow] = "GET, HEAD"
                return try await send(head, ByteBuffer(string: "only GET and HEAD are allowed\n"), exchange, writer)
            }
            head.status = .ok
            head.headerFields[.contentType] = file.type
            head.headerFields[.contentSecurityPolicy] = PageFiles.policy
            head.headerFields[.cacheControl] = "no-cache"
            body = file.bytes
        }
        try await send(head, body, exchange, writer)
    }

    /// Sends a response within the time limit for reading it.
    private func send(
        _ head: HTTPResponse, _ body: ByteBuffer, _ exchange: Exchange, _ writer: consuming ResponseWriter
    ) async throws {
        var head = head
        head.headerFields[.contentLength] = String(body.readableBytes)
        // The length is that which the body would have (RFC 9110, section 9.3.2).
        if exchange.request.method == .head { return try await writer.writeResponse(head) }
        deadlines.start(.reading, of: exchange.channel)
        defer {
            exchange.hasBody ? deadlines.start(.ending, of: exchange.channel) : deadlines.stop(exchange.channel)
        }
        // Below the size at which a connection takes no more: one step, and nothing to wait for.
        guard body.readableBytes > Self.unsentBytes else {
            return try await writer.write(response: head, body: ResponseBody(byteBuffer: body))
        }
        var part = try await writer.writeHead(head)
        try await part.write(body)
        // Returns once the client has read nearly all.
        try await part.finish(nil)
    }
}

/// A request on its connection.
private struct Exchange {
    let request: Request
    let channel: any Channel
    /// Whether the client has yet to send a body, or the rest of one.
    var hasBody: Bool
    var record = QueryRecord()

    init(_ request: Request, _ channel: any Channel) {
        self.request = request
        self.channel = channel
        hasBody =
            request.headers[.transferEncoding] != nil || (request.headers[.contentLength] ?? "0") != "0"
    }
}
