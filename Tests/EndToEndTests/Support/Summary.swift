import Foundation
import SystemPackage

/// The output of `etl run --summary`, in the form for scripts.
struct Summary: Decodable {
    struct Source: Decodable, Equatable {
        let uri: String
        let kind: String?
        let sourceId: String?
        let records: Int
        let loaded: Int
        let duplicates: Int
        let rejected: Int
        let repaired: Int
        let dead: Int
        let error: String?

        var addsUp: Bool { loaded + duplicates + rejected + dead == records }
    }

    let elapsedSeconds: Double
    let sources: [Source]

    init(_ path: FilePath) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(Summary.self, from: Data(try Files.bytes(path)))
    }

    /// The keys of the document and of each of its sources.
    static func keys(_ path: FilePath) throws -> (document: Set<String>, sources: [Set<String>]) {
        let document = try JSONSerialization.jsonObject(with: Data(try Files.bytes(path))) as? [String: Any] ?? [:]
        let sources = document["sources"] as? [[String: Any]] ?? []
        return (Set(document.keys), sources.map { Set($0.keys) })
    }
}
