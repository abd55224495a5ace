package import GraphQL

/// The parameters of a request. Source: graphql.github.io/graphql-over-http, "Request".
package struct QueryRequest: Sendable, Hashable {
    /// The text of the document; nil if a persisted document is asked for.
    package var query: String?
    /// The name of a persisted document.
    package var documentID: String?
    /// The operation of the document; nil if it has only one.
    package var operationName: String?
    /// The values of the variables: an object, or nil.
    package var variables: JSONValue?

    /// A request for a document.
    package init(
        query: String? = nil, documentID: String? = nil, operationName: String? = nil, variables: JSONValue? = nil
    ) {
        self.query = query
        self.documentID = documentID
        self.operationName = operationName
        self.variables = variables
    }
}

extension QueryRequest {
    /// The parameters of a body of JSON.
    ///
    /// - Parameters:
    ///   - body: an object of UTF-8.
    ///   - nesting: the most levels of the values of variables.
    package init(body: [UInt8], nesting: Int) throws(HTTPFault) {
        guard !body.isEmpty else { throw .badRequest("The body is empty; it must be a JSON object.") }
        // Values of variables are within two objects; the parser does not count the outermost level.
        let value = try Self.json(body, "The body", nesting: nesting + 1)
        if case .array = value {
            throw .badRequest("The body is an array: one request at a time; batches are not supported.")
        }
        guard case .object(let members) = value else { throw .badRequest("The body must be a JSON object.") }
        self.init()
        for member in members { try set(member.name, member.value) }
        try requireDocument()
    }

    /// The parameters of the query of a URL, percent-encoded.
    package init(urlQuery: String, nesting: Int) throws(HTTPFault) {
        self.init()
        // By bytes: strings are equal if their characters are.
        var names: Set<[UInt8]> = []
        for pair in urlQuery.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = String(percentEncoded: parts[0]), let text = String(percentEncoded: parts.last ?? ""),
                parts.count == 2
            else { throw .badRequest("The query of the URL has a part that is not 'name=value', percent-encoded.") }
            guard names.insert(Array(name.utf8)).inserted else { throw .badRequest("The URL has '\(name)' twice.") }
            switch name {
            case "variables", "extensions":
                guard !text.isEmpty else { continue }
                try set(name, try Self.json(Array(text.utf8), "'\(name)'", nesting: nesting))
            case "operationName" where text.isEmpty: continue
            default: try set(name, .string(text))
            }
        }
        try requireDocument()
    }

    /// Sets a parameter. Unknown ones are ignored, as the specification has it.
    private mutating func set(_ name: String, _ value: JSONValue) throws(HTTPFault) {
        switch name {
        case "query": query = try Self.text(name, value)
        case "documentId": documentID = try Self.text(name, value)
        case "operationName": operationName = try Self.text(name, value)
        case "variables": variables = try Self.object(name, value)
        case "extensions": _ = try Self.object(name, value)
        default: break
        }
    }

    private func requireDocument() throws(HTTPFault) {
        if query != nil, documentID != nil {
            throw .badRequest("The request has 'query' and 'documentId'; one of them names the document.")
        }
        guard query != nil || documentID != nil else {
            throw .badRequest("The request has no 'query', the text of a document.")
        }
    }

    private static func text(_ name: String, _ value: JSONValue) throws(HTTPFault) -> String? {
        switch value {
        case .null: return nil
        case .string(let text): return text
        default: throw .badRequest("'\(name)' must be a string.")
        }
    }

    private static func object(_ name: String, _ value: JSONValue) throws(HTTPFault) -> JSONValue? {
        switch value {
        case .null: return nil
        case .object: return value
        default: throw .badRequest("'\(name)' must be an object.")
        }
    }

    private static func json(_ bytes: [UInt8], _ what: String, nesting: Int) throws(HTTPFault) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.value(bytes, nesting: nesting)
        } catch {
            throw .badRequest("\(what) is not JSON that can be read: \(error.message), at byte \(error.offset).")
        }
    }
}
