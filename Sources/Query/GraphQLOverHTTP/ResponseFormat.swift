/// The media type of a response, which decides what its status means.
///
/// Source: graphql.github.io/graphql-over-http, "Response".
package enum ResponseFormat: String, Sendable, Hashable {
    /// The status tells whether the request was answered.
    case graphQLResponse = "application/graphql-response+json"
    /// The status is 200 as soon as the parameters could be read: clients of this type look at the body.
    case json = "application/json"

    /// The value of the header `Content-Type`.
    package var contentType: String { "\(rawValue); charset=utf-8" }

    /// The type that the header `Accept` prefers; `application/json` without one.
    ///
    /// Source: RFC 9110, section 12.5.1.
    package init(accept: String?) throws(HTTPFault) {
        guard let accept, accept.utf8.contains(where: { $0 != UInt8(ascii: " ") }) else {
            self = .json
            return
        }
        // What most clients send.
        if let exact = ResponseFormat(rawValue: accept) {
            self = exact
            return
        }
        let ranges = accept.split(separator: ",").map { MediaRange($0) }
        func quality(_ format: ResponseFormat) -> Double {
            ranges.filter { $0.covers(format) }.max { $0.precision < $1.precision }?.quality ?? 0
        }
        let (named, plain) = (quality(.graphQLResponse), quality(.json))
        guard max(named, plain) > 0 else { throw .notAcceptable }
        // Wildcards alone do not tell that a client knows the newer type.
        let isNamed = ranges.contains { $0.type == ResponseFormat.graphQLResponse.rawValue }
        self = plain == 0 || (isNamed && named >= plain) ? .graphQLResponse : .json
    }
}

/// An item of a header `Accept`, or the value of a header `Content-Type`.
struct MediaRange {
    /// In lower case, without parameters.
    let type: String
    /// In lower case, without quotes.
    let charset: String?
    /// From 0 to 1.
    let quality: Double

    init(_ text: some StringProtocol) {
        let parts = text.split(separator: ";").map { part in
            String(decoding: part.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }, as: UTF8.self)
                .lowercased()
        }
        func parameter(_ name: String) -> String? {
            guard let part = parts.dropFirst().first(where: { $0.hasPrefix(name + "=") }) else { return nil }
            return String(part.dropFirst(name.count + 1).filter { $0 != "\"" })
        }
        type = parts.first ?? ""
        charset = parameter("charset")
        quality = parameter("q").flatMap(Double.init) ?? 1
    }

    /// 2 for a type, 1 for `application/*`, 0 for all types.
    var precision: Int { type == "*/*" ? 0 : type.hasSuffix("/*") ? 1 : 2 }

    func covers(_ format: ResponseFormat) -> Bool {
        guard charset == nil || charset == "utf-8" || charset == "utf8" else { return false }
        return type == format.rawValue || type == "application/*" || type == "*/*"
    }
}

/// The type of a request's body.
package enum RequestType {
    /// Refuses a body that is not JSON in UTF-8.
    package static func requireJSON(contentType: String?) throws(HTTPFault) {
        // What most clients send.
        if contentType == ResponseFormat.json.rawValue { return }
        let type = MediaRange(contentType ?? "")
        guard type.type == "application/json", type.charset == nil || type.charset == "utf-8" || type.charset == "utf8"
        else { throw .unsupportedMediaType }
    }
}
