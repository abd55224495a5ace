internal import ETLModels
internal import SourceDescriptions

/// A JSON array of records, as cryo, BigQuery's console and explorers write it. Line ends have no meaning.
enum JSONArray {
    /// Checks whether a source's text is an array of objects, or an object around one; nil when it is not.
    static func match(
        _ sample: TextSample, _ renames: [ColumnRename]
    ) throws(HeaderDefect) -> FormatMatch? {
        guard let opening = JSONArrayOpening(of: sample, renames) else { return nil }
        let (elements, isLastCut) = elements(of: sample, opening)
        let members = NDJSON.members(of: elements, isLastCut: isLastCut)
        let (names, types) = (members.names, members.types)
        guard types.count <= 1 else {
            throw HeaderDefect(message: HeaderFault("the array has items of several types", filter: "'.[]'"))
        }
        if names.isEmpty {
            switch opening.next(in: sample) {
            case nil, UInt8(ascii: "]"): break
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if opening.isEnveloped { return nil }
                throw HeaderDefect(message: "no element of the JSON array is an object with names and values")
            default: return nil
            }
        }
        return NDJSON.match(names, renames, as: .array, arrayOpening: opening)
    }

    /// The elements in a sample, and whether the last goes on behind it.
    private static func elements(
        of sample: TextSample, _ opening: JSONArrayOpening
    ) -> ([ArraySlice<UInt8>], isLastCut: Bool) {
        let bytes = sample.bytes
        var scanner = JSONArrayScanner(opening, isAtStart: true)
        var elements: [ArraySlice<UInt8>] = []
        var start = sample.byteOrderMarkCount
        while start < bytes.count {
            scanner.begin(at: start)
            guard let end = scanner.scan(bytes, count: bytes.count, isComplete: sample.isWhole) else {
                let isCut = start > sample.byteOrderMarkCount && bytes[start] == UInt8(ascii: "{")
                return isCut ? (elements + [bytes[start...]], true) : (elements, false)
            }
            if end.end > start { elements.append(bytes[start..<end.end]) }
            start = end.next
        }
        return (elements, false)
    }
}

/// What is in front of the elements of an array.
package struct JSONArrayOpening: Sendable, Hashable {
    /// The number of its bytes, up to the array's bracket; byte order marks not counted.
    let byteCount: Int
    /// Whether the array is in an object.
    let isEnveloped: Bool

    /// Nil if a text starts with neither an array, nor an object whose first container is an array, and which is no record.
    init?(of sample: TextSample, _ renames: [ColumnRename]) {
        switch sample.firstByte {
        case UInt8(ascii: "["):
            byteCount = (sample.text.firstIndex(of: UInt8(ascii: "[")) ?? 0) + 1 - sample.byteOrderMarkCount
            isEnveloped = false
        case UInt8(ascii: "{"):
            guard let path = JSONArrayPath.first(in: sample), path.keys.count == 1, path.hasOnlyScalarsBefore,
                Self.isOnlyObject(sample), !NDJSON.startsWithRecord(sample, renames)
            else { return nil }
            byteCount = path.end
            isEnveloped = true
        default: return nil
        }
    }

    /// The first byte behind the opening that is not blank.
    fileprivate func next(in sample: TextSample) -> UInt8? {
        sample.text.dropFirst(byteCount).first { !$0.isJSONBlank }
    }

    /// Whether nothing follows the object with which a text starts, as far as the sample goes.
    static func isOnlyObject(_ sample: TextSample) -> Bool {
        let text = Array(sample.text.drop { $0 != UInt8(ascii: "{") })
        guard let end = JSONObject.end(in: text.span.bytes, from: 0) else { return true }
        return text[end...].allSatisfy(\.isJSONBlank)
    }
}
