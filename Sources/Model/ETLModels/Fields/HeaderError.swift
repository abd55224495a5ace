/// A header does not have the columns of its kind, or has some twice.
public struct HeaderError: Error, Sendable, Hashable {
    /// The requested kind.
    public let kind: RecordKind
    /// The missing required columns, by their names in the table.
    public let missing: [String]
    /// The columns of which one is needed and none is there.
    public let missingOneOf: [String]
    /// The columns that are there more than once.
    public let twins: [ColumnTwins]
    /// The columns that are there, and cannot be read: a text for each, with the remedy.
    public let faults: [String]

    /// Describes what a header lacks.
    public init(
        kind: RecordKind, missing: [String], missingOneOf: [String] = [], twins: [ColumnTwins] = [],
        faults: [String] = []
    ) {
        self.kind = kind
        self.missing = missing
        self.missingOneOf = missingOneOf
        self.twins = twins
        self.faults = faults
    }

    /// The faults of a header; nil if it has none.
    init?(_ places: HeaderMatch) {
        let twins = places.twins
        guard !places.isSufficient || !twins.isEmpty else { return nil }
        self.init(
            kind: places.kind, missing: places.missing, missingOneOf: places.missingOneOf, twins: twins)
    }

    /// The same for a source whose fields have other names than were compared.
    public func naming(_ names: [String]) -> HeaderError {
        HeaderError(
            kind: kind, missing: missing, missingOneOf: missingOneOf,
            twins: twins.map { twins in
                ColumnTwins(
                    column: twins.column,
                    fields: twins.fields.map { field in
                        let isThere = names.indices.contains(field.position)
                        return ColumnTwins.Field(
                            position: field.position, name: isThere ? names[field.position] : field.name)
                    })
            }, faults: faults)
    }
}

extension HeaderError: CustomStringConvertible {
    /// The faults, for a person.
    public var description: String {
        var faults: [String] = []
        if !missing.isEmpty {
            faults.append("the header has no column \(missing.joined(separator: ", ")), which \(kind.name) require")
        }
        if !missingOneOf.isEmpty {
            faults.append(
                "the header has none of \(missingOneOf.joined(separator: ", ")), of which \(kind.name) require one")
        }
        return (faults + twins.map(\.description) + self.faults).joined(separator: "; ")
    }
}
