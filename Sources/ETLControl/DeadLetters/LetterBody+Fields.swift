extension LetterBody {
    /// Named values in their order: of a header, a record, a reject.
    struct Fields: Sendable, Hashable {
        /// One value, and what a person should know of it.
        struct Entry: Sendable, Hashable {
            let name: String
            let value: Value
            let note: String?
        }

        private(set) var entries: [Entry] = []

        /// Adds a value; one that is not there is left out.
        mutating func add(_ name: String, _ value: Value?, note: String? = nil) {
            if let value { entries.append(Entry(name: name, value: value, note: note)) }
        }
    }

    /// A value as it is shown, and as it is in JSON.
    enum Value: Sendable, Hashable {
        case text(String)
        case number(UInt64)
        case flag(Bool)
        case null

        /// A number; nil stays nil.
        init?(_ number: (some BinaryInteger)?) {
            guard let number else { return nil }
            self = .number(UInt64(clamping: number))
        }

        var shown: String {
            switch self {
            case .text(let text): text
            case .number(let number): "\(number)"
            case .flag(let flag): flag ? "yes" : "no"
            case .null: "NULL"
            }
        }
    }

    /// The most Unicode scalars of a text that are kept.
    static let textLimit = 1024

    /// The beginning of a text; one that was cut says how long it was.
    static func beginning(of text: String, bytes: Int, limit: Int = textLimit) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(scalars[..<end]) + "… (\(Format.count(bytes)) bytes)"
    }
}

extension LetterBody.Fields: Encodable {
    /// An object. As a dictionary, since an encoder leaves the keys of one as they are.
    func encode(to encoder: any Encoder) throws {
        let values = Dictionary(entries.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}

extension LetterBody.Value: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .null: try container.encodeNil()
        }
    }
}
