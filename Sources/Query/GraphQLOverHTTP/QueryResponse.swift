package import GraphQL

/// The answer to a request, to be sent in a format.
package struct QueryResponse: Sendable {
    /// What became of a request.
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// It has data.
        case answered
        /// The request is at fault.
        case refused
        /// The service or the database is at fault.
        case failed
        /// The database took too long.
        case timeout
        /// Too many requests wait.
        case shed
    }

    /// What became of the request.
    package var outcome: Outcome
    /// JSON in UTF-8.
    package var body: [UInt8]
    /// The status in the format in which it tells what became of the request.
    private var status: Int
    /// Whether the status is the same in every format.
    private var isAboutHTTP = false
    /// The codes of the errors.
    package private(set) var codes: [ErrorCode] = []
    /// After how many seconds the client can try again.
    package var retryAfter: Int?
    /// The methods that the path has.
    package var allow: String?

    /// An answer with data: the text of an object.
    package init(data: [UInt8]) {
        outcome = .answered
        status = 200
        body = data
    }

    /// Errors without data.
    package init(_ errors: [GraphQLError], outcome: Outcome, status: Int) {
        self.outcome = outcome
        self.status = status
        codes = errors.map(\.code)
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("errors")
        writer.errors(errors)
        writer.endObject()
        body = writer.bytes
    }

    /// The refusal of a request whose parameters could not be read.
    package init(_ fault: HTTPFault) {
        self.init([fault.error], outcome: .refused, status: fault.status)
        allow = fault.allow
        isAboutHTTP = true
    }

    /// The status code in a format.
    package func status(in format: ResponseFormat) -> Int {
        switch format {
        case .graphQLResponse: status
        case .json: isAboutHTTP || outcome == .shed || outcome == .failed ? status : 200
        }
    }
}
