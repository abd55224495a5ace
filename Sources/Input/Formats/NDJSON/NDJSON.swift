internal import ETLModels
internal import SourceDescriptions

/// Newline-delimited JSON: each record is an object on a line.
enum NDJSON {
    /// The types of item that ethereum-etl's `stream` writes one among the other: those of all kinds, and others.
    private static let itemTypes = Set(RecordKind.allCases.map(\.itemType)).union([
        "block", "transaction", "log", "trace", "geth_trace", "contract", "receipt",
    ])

    /// Checks whether a source's text starts with an object; nil when it does not.
    static func match(
        _ sample: TextSample, _ renames: [ColumnRename]
    ) throws(HeaderDefect) -> FormatMatch? {
        guard sample.firstByte == UInt8(ascii: "{") else { return nil }
        let found = members(ofLines: sample)
        guard !found.names.isEmpty else {
            throw HeaderDefect(message: HeaderFault("no line is a JSON object", filter: filter(for: sample)))
        }
        guard found.types.isEmpty else { return stream(found, isWhole: sample.isWhole) }
        let match = self.match(found.names, renames, as: .ndjson)
        if match.kinds.isEmpty, JSONArrayOpening.isOnlyObject(sample), JSONArrayPath.first(in: sample) != nil {
            throw HeaderDefect(message: HeaderFault("its records are in an array", filter: filter(for: sample)))
        }
        return match
    }

    /// The filter with which jq makes NDJSON of other JSON.
    private static func filter(for sample: TextSample) -> String { JSONArrayPath.first(in: sample)?.filter ?? "." }

    /// The match of records with these members.
    static func match(
        _ names: [String], _ renames: [ColumnRename], as format: SourceFormat, arrayOpening: JSONArrayOpening? = nil
    ) -> FormatMatch {
        FormatMatch(
            format: format, arrayOpening: arrayOpening, names: names,
            kinds: kind(of: names, renames).map { [$0] } ?? [])
    }

    /// Whether the first line of a text is a record of a known kind, or an item of a stream.
    static func startsWithRecord(_ sample: TextSample, _ renames: [ColumnRename]) -> Bool {
        let line = sample.text.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first ?? []
        let found = members(of: [line], isLastCut: true)
        return kind(of: found.names, renames) != nil || !found.types.isEmpty
    }

    private static func kind(of names: [String], _ renames: [ColumnRename]) -> RecordKind? {
        ColumnMap.kind(of: names, renames: renames)
            ?? (Cryo.isNamed(names, renames) ? Cryo.kind(of: names, renames) : nil)
    }

    /// A stream of items of several types. Items after the sample may be of any type.
    private static func stream(_ found: FoundMembers, isWhole: Bool) -> FormatMatch {
        let kinds = RecordKind.allCases.filter { !isWhole || found.types.contains($0.itemType) }
        var match = FormatMatch(format: .stream, names: found.names, kinds: kinds)
        for kind in kinds { match.itemNames[kind] = found.ofTypes[kind.itemType] }
        return match
    }

    private static func members(ofLines sample: TextSample) -> FoundMembers {
        members(of: sample.text.split(separator: UInt8(ascii: "\n")), isLastCut: !sample.isWhole)
    }

    /// The names of members, in the order of their first occurrence.
    struct FoundMembers {
        var names: [String] = []
        /// The types of items.
        var types: Set<String> = []
        /// The names by the types of the items that have them, as far as these are whole.
        var ofTypes: [String: Set<String>] = [:]
    }

    /// The names of all members of the sample's records.
    ///
    /// - Parameter isLastCut: whether the sample may end within the last record.
    static func members(of records: [ArraySlice<UInt8>], isLastCut: Bool) -> FoundMembers {
        var all = FoundMembers()
        for (index, record) in records.enumerated() {
            let isCut = isLastCut && index == records.count - 1
            let found = members(of: Array(record))
            // If the sample cuts off its only record, the visible part counts.
            guard found.isWhole || isCut && all.names.isEmpty else { continue }
            for name in found.names where all.names.count < 1000 && !all.names.contains(name) { all.names.append(name) }
            guard let type = found.type, itemTypes.contains(type) else { continue }
            all.types.insert(type)
            if found.isWhole { all.ofTypes[type, default: []].formUnion(found.names) }
        }
        return all
    }

    /// The names of a record's members, and the value of the member `type`.
    private static func members(of line: [UInt8]) -> (names: [String], type: String?, isWhole: Bool) {
        var names: [String] = []
        var type: String?
        var reader = JSONMembers(line.span.bytes)
        do throws(JSONDefect) {
            while let member = try reader.next() {
                let name = string(member.key, line)
                if name == "type" { type = string(member.value, line) }
                names.append(name)
            }
            return (names, type, true)
        } catch {
            return (names, type, false)
        }
    }

    private static func string(_ text: JSONString, _ line: [UInt8]) -> String {
        var bytes: [UInt8] = []
        JSONEscapes.resolve(line.span.bytes, text.start..<text.end, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
