import Bus
import DeadLetters
import DisplayText
import SourceDescriptions

/// Short labels for a list of sources.
enum SourceLabel {
    /// The paths without their common directories; with the kind if a file is several sources.
    static func labels(of sources: [(uri: String, kind: String?)]) -> [String] {
        let paths = sources.map { components(of: $0.uri) }
        var common = max(0, (paths.first?.count ?? 1) - 1)
        for path in paths {
            let same = zip(path.dropLast(), paths[0]).prefix { $0 == $1 }.count
            common = min(common, same)
        }
        let numbers = Dictionary(sources.map { ($0.uri, 1) }, uniquingKeysWith: +)
        return zip(sources, paths).map { source, path in
            let label = (path.dropFirst(common).joined(separator: "/")).printable
            guard let kind = source.kind, numbers[source.uri, default: 1] > 1 else { return label }
            return "\(label) (\(kind))"
        }
    }

    /// The first component of a link is its scheme and server.
    private static func components(of uri: String) -> [Substring] {
        if let source = ChainSource(uri) { return source.shortName.split(separator: " ", maxSplits: 1) }
        guard WebAddress.isMeant(by: uri), let scheme = uri.firstRange(of: "://") else {
            return uri.split(separator: "/")
        }
        let place = uri[scheme.upperBound...].prefix { $0 != "/" }
        return [uri[..<place.endIndex]] + uri[place.endIndex...].split(separator: "/")
    }
}
