internal import ETLModels
internal import SourceDescriptions

/// Newline-delimited JSON: each record is an object on a line.
enum NDJSON {
    /// The types of item that ethereum-etl's `stream` writes one among the other: those of all kinds, and others.
    private static let itemTypes = Set(RecordKind.allCases.map(\.itemType)).union([
        "block", "transaction", "log", "trace", "geth_trace", "contract", "receipt",
    ])

    /// Checks whether a source's text starts with an object; nil when it does not.
    static func match(_ sample: TextSample) throws(HeaderDefect) -> FormatMatch? {
        let text = sample.text
        guard let first = text.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return nil }
        if first == UInt8(ascii: "["), startsWithObject(text) {
            throw HeaderDefect(
                message: "it is a JSON array; write one record per line, for example with jq -c '.[]'")
        }
        guard first == UInt8(ascii: "{") else { return nil }
        let (names, types) = members(of: text, isWhole: sample.isWhole)
        guard !names.isEmpty else {
            throw HeaderDefect(
                message: "no line is a JSON object; each record must be an object on its own line")
        }
        guard types.isDisjoint(with: itemTypes) else { return stream(names, types, isWhole: sample.isWhole) }
        return FormatMatch(
            format: .ndjson, names: names, kinds: ColumnMap.kind(of: names).map { [$0] } ?? [])
    }

    /// A stream of items of several types. Items after the sample may be of any type.
    private static func stream(_ names: [String], _ types: Set<String>, isWhole: Bool) -> FormatMatch {
        let kinds = RecordKind.allCases.filter { !isWhole || types.contains($0.itemType) }
        return FormatMatch(format: .stream, names: names, kinds: kinds)
    }

    /// The names of all members of the sample's records, in the order of their first occurrence, and the values of members
    /// called `type`.
    private static func members(of text: ArraySlice<UInt8>, isWhole: Bool) -> ([String], Set<String>) {
        var names: [String] = []
        var types: Set<String> = []
        let lines = text.split(separator: UInt8(ascii: "\n"))
        for (index, line) in lines.enumerated() {
            let isCut = !isWhole && index == lines.count - 1
            let found = members(of: Array(line))
            // If the sample cuts off its only record, the visible part counts.
            guard found.isWhole || isCut && names.isEmpty else { continue }
            for name in found.names where names.count < 1000 && !names.contains(name) { names.append(name) }
            if let type = found.type { types.insert(type) }
        }
        return (names, types)
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

    private static func startsWithObject(_ text: ArraySlice<UInt8>) -> Bool {
        text.prefix(256).filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }.prefix(2) == Array("[{".utf8)[...]
    }
}
