import GraphQLOverHTTP
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

/// Answers HTTP requests: `/graphql`, and the page if there is one.
struct QueryResponder: Sendable {
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
        let path = request.uri.path
        guard path == Self.path else { return try await respondAside(path, request, writer, channel) }
        if request.method == .options {
            var head = HTTPResponse(status: .noContent, headerFields: [.allow: "GET, HEAD, POST, OPTIONS"])
            settings.origins.allowPreflight(request.headers, in: &head.headerFields)
            return try await writer.writeResponse(head)
        }
        let (response, format) = await answer(request, channel)
        var head = HTTPResponse(status: .init(code: response.status(in: format)))
        head.headerFields[.contentType] = format.contentType
        head.headerFields[.contentLength] = String(response.body.count)
        head.headerFields[.cacheControl] = "no-store"
        head.headerFields[.vary] = "Accept"
        head.headerFields[.xContentTypeOptions] = "nosniff"
        settings.origins.allow(request.headers, in: &head.headerFields)
        if let seconds = response.retryAfter { head.headerFields[.retryAfter] = String(seconds) }
        if let methods = response.allow { head.headerFields[.allow] = methods }
        try await send(head, response.body, to: request.method, writer, channel, keepsTime: response.closes)
    }

    /// Answers `/graphql`, counts the answer and logs it.
    private func answer(_ request: Request, _ channel: any Channel) async -> (QueryResponse, ResponseFormat) {
        var format = ResponseFormat.json
        var record = QueryRecord()
        var start = ContinuousClock.now
        var response: QueryResponse
        do throws(HTTPFault) {
            format = try ResponseFormat(accept: request.headers[.accept])
            let query = try await query(request, channel, start)
            start = .now
            response =
                budget.isSpent
                ? .crowded : await engine.answer(query, isRead: request.method != .post, record: &record)
        } catch {
            response = QueryResponse(error)
        }
        let duration = ContinuousClock.now - start
        metrics.count(response, rows: record.rows, duration: duration)
        record.log(response, duration: duration, to: logger)
        return (response, format)
    }

    private func query(
        _ request: Request, _ channel: any Channel, _ now: ContinuousClock.Instant
    ) async throws(HTTPFault) -> QueryRequest {
        switch request.method {
        case .get, .head:
            return try QueryRequest(urlQuery: request.uri.query ?? "", nesting: settings.variableDepth)
        case .post:
            try RequestType.requireJSON(contentType: request.headers[.contentType])
            deadlines.start(channel, now: now)
            let body = try await body(of: request)
            deadlines.stop(channel)
            return try QueryRequest(body: body, nesting: settings.variableDepth)
        default: throw .methodNotAllowed("Only GET and POST are answered.", allow: "GET, HEAD, POST, OPTIONS")
        }
    }

    /// The whole body. One that is too large keeps the deadline of its connection, which reads the rest.
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
    private func respondAside(
        _ path: String, _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
    ) async throws {
        var fields: HTTPFields = [.xContentTypeOptions: "nosniff"]
        guard let page, let file = page[path] else {
            fields[.contentType] = "text/plain; charset=utf-8"
            let text = "not found; GraphQL is at \(Self.path)\n"
            return try await send(
                HTTPResponse(status: .notFound, headerFields: fields), Array(text.utf8), to: request.method, writer,
                channel)
        }
        guard request.method == .get || request.method == .head else {
            fields[.allow] = "GET, HEAD"
            return try await send(
                HTTPResponse(status: .methodNotAllowed, headerFields: fields), [], to: request.method, writer, channel)
        }
        fields[.contentType] = file.type
        fields[.contentSecurityPolicy] = PageFiles.policy
        fields[.cacheControl] = "no-cache"
        try await send(
            HTTPResponse(status: .ok, headerFields: fields), file.bytes, to: request.method, writer, channel)
    }

    /// Sends a response within the time limit for reading it.
    private func send(
        _ head: HTTPResponse, _ body: [UInt8], to method: HTTPRequest.Method, _ writer: consuming ResponseWriter,
        _ channel: any Channel, keepsTime: Bool = false
    ) async throws {
        var head = head
        head.headerFields[.contentLength] = String(body.count)
        // The length is that which the body would have (RFC 9110, section 9.3.2).
        if method == .head { return try await writer.writeResponse(head) }
        budget.take(body.count)
        if !keepsTime { deadlines.start(channel, now: .now) }
        defer {
            budget.give(body.count)
            if !keepsTime { deadlines.stop(channel) }
        }
        try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
