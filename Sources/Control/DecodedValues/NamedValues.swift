import DisplayText

/// Named values in order, of a header, a record or a reject.
package struct NamedValues: Sendable, Hashable {
    /// A value with an optional note.
    package struct Entry: Sendable, Hashable {
        package let name: String
        package let value: DecodedValue
        package let note: String?
    }

    package private(set) var entries: [Entry] = []

    package init() {}

    /// Adds a value, unless it is nil.
    package mutating func add(_ name: String, _ value: DecodedValue?, note: String? = nil) {
        if let value { entries.append(Entry(name: name, value: value, note: note)) }
    }
}

/// A value for display and for JSON.
package enum DecodedValue: Sendable, Hashable {
    case text(String)
    case number(UInt64)
    case flag(Bool)
    case null

    /// A number; nil stays nil.
    package init?(_ number: (some BinaryInteger)?) {
        guard let number else { return nil }
        self = .number(UInt64(clamping: number))
    }

    package var shown: String {
        switch self {
        case .text(let text): text
        case .number(let number): "\(number)"
        case .flag(let flag): flag ? "yes" : "no"
        case .null: "NULL"
        }
    }
}

/// Truncates texts for display.
package enum TextBeginning {
    /// The maximum number of Unicode scalars that are kept.
    package static let limit = 1024

    /// The beginning of a text; a truncated one ends with its full length.
    package static func of(_ text: String, bytes: Int, limit: Int = limit) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(scalars[..<end]) + "… (\(Format.count(bytes)) bytes)"
    }
}

extension NamedValues: Encodable {
    /// Encodes an object: as a dictionary, whose keys encoders do not convert.
    package func encode(to encoder: any Encoder) throws {
        let values = Dictionary(entries.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}

extension DecodedValue: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .null: try container.encodeNil()
        }
    }
}
