import GraphQLOverHTTP
import Logging
import NIOCore
import NIOHTTP1

/// Answers requests: `/graphql`, and the page if there is one.
struct QueryResponder: Sendable {
    /// The path of the endpoint.
    static let path = "/graphql"
    private static let methods = "GET, HEAD, POST, OPTIONS"

    let engine: QueryEngine
    let queue: StatementQueue
    let settings: QuerySettings
    let page: PageFiles?
    let metrics: QueryMetrics
    let deadlines: RequestDeadlines
    let budget: ResponseBudget
    let logger: Logger

    /// Answers a request.
    ///
    /// - Parameter onResponse: receives the response once, on this thread or on that of a session. Whoever gets it gives
    ///   its bytes back to the budget.
    func respond(to request: IncomingRequest, onResponse: @escaping @Sendable (OutgoingResponse) -> Void) {
        guard request.path == Self.path else { return onResponse(aside(request)) }
        guard request.head.method != .OPTIONS else { return onResponse(preflight(request)) }
        var exchange = Exchange(request.head)
        do throws(HTTPFault) {
            exchange.format = try ResponseFormat(accept: request.head.headers.first(name: "accept"))
            let text = try text(request)
            guard !budget.isSpent else { return onResponse(end(exchange, .crowded)) }
            let isRead = request.head.method != .POST
            switch engine.begin(text, isRead: isRead, record: &exchange.record) {
            case .response(let response): onResponse(end(exchange, response))
            case .statements(let statements, let plan):
                let (engine, waiting) = (engine, exchange)
                queue.submit(statements) { outcome in
                    var exchange = waiting
                    let response = engine.end(plan, outcome, record: &exchange.record)
                    onResponse(end(exchange, response))
                }
            }
        } catch {
            onResponse(end(exchange, QueryResponse(error)))
        }
    }

    /// The part of a request that has its parameters, as the client sent it.
    private func text(_ request: IncomingRequest) throws(HTTPFault) -> RequestText {
        guard !request.isTooLarge else { throw .tooLarge(settings.bodyBytes) }
        switch request.head.method {
        case .GET, .HEAD: return RequestText(Array(request.query.utf8), in: .url)
        case .POST:
            try RequestType.requireJSON(contentType: request.head.headers.first(name: "content-type"))
            return RequestText(Array(request.body.readableBytesView), in: .body)
        default: throw .methodNotAllowed("Only GET and POST are answered.", allow: Self.methods)
        }
    }

    /// Counts an answer, logs it, and makes the response of it.
    private func end(_ exchange: Exchange, _ response: QueryResponse) -> OutgoingResponse {
        let duration = ContinuousClock.now - exchange.start
        metrics.count(response, rows: exchange.record.rows, duration: duration)
        exchange.record.log(response, duration: duration, to: logger)
        var heldBytes = exchange.record.heldBytes
        if heldBytes == 0 {
            heldBytes = response.body.count
            budget.take(heldBytes)
        }
        var headers: HTTPHeaders = [
            "content-type": exchange.format.contentType, "cache-control": "no-store", "vary": "Accept",
            "x-content-type-options": "nosniff",
        ]
        settings.origins.allow(exchange.head.headers, in: &headers)
        if let seconds = response.retryAfter { headers.add(name: "retry-after", value: String(seconds)) }
        if let methods = response.allow { headers.add(name: "allow", value: methods) }
        return OutgoingResponse(
            status: .init(statusCode: response.status(in: exchange.format)), headers: headers,
            body: ByteBuffer(bytes: response.body), heldBytes: heldBytes)
    }

    /// Answers a browser that asks what a page of another origin may send.
    private func preflight(_ request: IncomingRequest) -> OutgoingResponse {
        var headers: HTTPHeaders = ["allow": Self.methods]
        settings.origins.allowPreflight(request.head.headers, in: &headers)
        return OutgoingResponse(status: .noContent, headers: headers, body: ByteBuffer())
    }

    /// Answers other paths: the page, or that there is none.
    private func aside(_ request: IncomingRequest) -> OutgoingResponse {
        var headers: HTTPHeaders = ["content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"]
        guard let file = page?[String(request.path)] else {
            let text = "not found; GraphQL is at \(Self.path)\n"
            return OutgoingResponse(status: .notFound, headers: headers, body: ByteBuffer(string: text))
        }
        guard request.head.method == .GET || request.head.method == .HEAD else {
            headers.add(name: "allow", value: "GET, HEAD")
            let text = "only GET and HEAD are allowed\n"
            return OutgoingResponse(status: .methodNotAllowed, headers: headers, body: ByteBuffer(string: text))
        }
        headers.replaceOrAdd(name: "content-type", value: file.type)
        headers.add(name: "content-security-policy", value: PageFiles.policy)
        headers.add(name: "cache-control", value: "no-cache")
        return OutgoingResponse(status: .ok, headers: headers, body: file.bytes)
    }
}

/// What is known of a request to the endpoint until it is answered.
private struct Exchange: Sendable {
    let head: HTTPRequestHead
    var format = ResponseFormat.json
    let start = ContinuousClock.now
    var record = QueryRecord()

    init(_ head: HTTPRequestHead) {
        self.head = head
    }
}
