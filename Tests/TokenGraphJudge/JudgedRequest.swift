import GraphQL
import TableIndexes
import TokenGraph

/// A query with its variables, and what the compiler is to know of the database and its limits.
struct JudgedRequest {
    let query: String
    let variables: JSONValue?
    /// All of them unless the request names some.
    let indexes: Set<TableIndex>
    /// The standard ones unless the request has others.
    let limits: RequestLimits

    init(_ json: JSONValue) {
        query = Self.text(json["query"]) ?? ""
        variables = json["variables"]
        indexes = Self.indexes(json["indexes"])
        limits = Self.limits(json["limits"])
    }

    private static func indexes(_ json: JSONValue?) -> Set<TableIndex> {
        guard case .array(let names) = json else { return Set(TableIndex.allCases) }
        return Set(names.compactMap { text($0).flatMap(TableIndex.init) })
    }

    private static func limits(_ json: JSONValue?) -> RequestLimits {
        let paths: [String: WritableKeyPath<RequestLimits, Int>] = [
            "aliases": \.aliases, "accountWindow": \.accountWindow, "counted": \.counted, "depth": \.depth,
            "directives": \.directives, "rows": \.rows,
        ]
        var limits = RequestLimits.standard
        for (name, path) in paths {
            if case .number(let text) = json?[name], let value = Int(text) { limits[keyPath: path] = value }
        }
        return limits
    }

    private static func text(_ json: JSONValue?) -> String? {
        guard case .string(let text) = json else { return nil }
        return text
    }
}
