import GraphQLOverHTTP

/// A request as the client sent it.
struct RequestText: Hashable, Sendable {
    /// Where the parameters stand.
    enum Place: Sendable {
        /// In a body of JSON.
        case body
        /// In the query of the URL, percent-encoded.
        case url
    }

    let place: Place
    let text: ExactText

    init(_ bytes: [UInt8], in place: Place) {
        self.place = place
        text = ExactText(bytes)
    }

    /// The parameters.
    ///
    /// - Parameter nesting: the most levels of the values of variables.
    func parsed(nesting: Int) throws(HTTPFault) -> QueryRequest {
        switch place {
        case .body: try QueryRequest(body: text.bytes, nesting: nesting)
        case .url: try QueryRequest(urlQuery: String(decoding: text.bytes, as: UTF8.self), nesting: nesting)
        }
    }
}
