package import ETLModels

/// The first digits of a source's id, at least four.
package struct SourcePrefix: Sendable, Hashable {
    /// Lower-case and without dashes.
    package let digits: String

    /// Parses hex digits in either case, with or without dashes; nil for fewer than four, or other characters.
    package init?(_ text: String) {
        let digits = text.lowercased().filter { $0 != "-" }
        guard (4...32).contains(digits.utf8.count), digits.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
        else { return nil }
        self.digits = digits
    }
}

/// Why an operation cannot find or retire a source.
package enum SourceChoiceError: Error, Sendable, Hashable {
    /// No id begins with these digits.
    case notFound(String)
    /// Several ids begin with these digits.
    case ambiguous(String, [SourceID])
    /// The source is in the database, so there is nothing to retire; its file.
    case complete(SourceID, uri: String)
}

extension SourceChoiceError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notFound(let digits): "the ledger has no source \(digits)"
        case .ambiguous(let digits, let ids):
            "several ids begin with \(digits) (\(ids.map(\.description).joined(separator: ", "))): give more digits"
        case .complete(let id, let uri): "\(uri) (\(id)) is complete: there is nothing to retire"
        }
    }
}
