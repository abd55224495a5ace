/// A field that says whether a record belongs into the tables of a database. It is checked, and never stored.
///
/// The raw value takes the place of a column's position where an error names the field: no kind has that many columns.
public enum CheckedField: UInt8, Sendable, Hashable, CaseIterable {
    /// The chain of the record. A database holds one chain.
    case chain = 254
    /// The hash of the event's signature, which is the first topic of its log.
    case event = 253

    /// The field's name, as errors show it.
    public var name: String {
        switch self {
        case .chain: "chain_id"
        case .event: "topic0"
        }
    }

    /// Finds the field that a header's name means; nil for any other name.
    public init?(header name: String) {
        switch HeaderName.normalized(name) {
        case "chain_id", "chainid": self = .chain
        case "topic0", "topic_0", "event_hash", "event_topic", "event_signature_hash": self = .event
        default: return nil
        }
    }

    /// The fields that are checked in records of a kind.
    public static func all(of kind: RecordKind) -> [CheckedField] {
        kind.recordType.event == nil ? [.chain] : [.chain, .event]
    }

    /// The names to look for in records that name their fields: those of a source, and the usual ones. These may first occur
    /// after the source's beginning.
    public static func names(of kind: RecordKind, among names: [String]) -> [String] {
        let fields = all(of: kind)
        let found = names.filter { name in CheckedField(header: name).map(fields.contains) ?? false }
        let known = found.map(HeaderName.normalized)
        let usual = ["chain_id", "chainId"] + (fields.contains(.event) ? ["topic0", "event_hash"] : [])
        return found + usual.filter { !known.contains(HeaderName.normalized($0)) }
    }

    /// Where the field is in a header. A header may have it under several names.
    public func positions(in header: [String]) -> [Int] {
        header.indices.filter { CheckedField(header: header[$0]) == self }
    }
}
