internal import ETLModels

/// What a function returns, in the encoding of contracts (the ABI specification of Solidity). Contracts may return anything.
enum ABIData {
    static let wordBytes = 32
    /// The most bytes of a text. A longer one is no name.
    static let mostTextBytes = 64 << 10

    /// A text that was found.
    enum Text: Equatable {
        case valid(String)
        /// It is no UTF-8, or too long.
        case unusable
    }

    /// A number: the first word.
    static func number(_ data: [UInt8]) -> UInt256? {
        guard data.count >= wordBytes else { return nil }
        return UInt256(limbs: (limb(data, 24), limb(data, 16), limb(data, 8), limb(data, 0)))
    }

    /// A `string`: where it starts, its length, and its bytes.
    ///
    /// - Returns: nil if the data are of another type.
    static func string(_ data: [UInt8]) -> Text? {
        guard let start = offset(data, at: 0), let length = offset(data, at: start) else { return nil }
        let first = start + wordBytes
        guard length <= data.count - first else { return nil }
        return text(data[first..<first + length])
    }

    /// A `bytes32` that holds a text: the first word, unless that is where a string starts.
    static func fixedText(_ data: [UInt8]) -> Text? {
        guard data.count >= wordBytes, data.count == wordBytes || offset(data, at: 0) != wordBytes else { return nil }
        return text(data[..<wordBytes])
    }

    /// The text without NUL characters, which pad it, and which PostgreSQL cannot store.
    private static func text(_ bytes: ArraySlice<UInt8>) -> Text {
        guard bytes.count <= mostTextBytes, let text = String(validating: bytes, as: UTF8.self) else {
            return .unusable
        }
        return .valid(String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value != 0 })))
    }

    /// A word that is an offset or a length within the data; nil if it is none.
    static func offset(_ data: [UInt8], at place: Int) -> Int? {
        guard place >= 0, place <= data.count - wordBytes else { return nil }
        guard data[place..<place + 24].allSatisfy({ $0 == 0 }) else { return nil }
        return Int(exactly: limb(data, place + 24)).flatMap { $0 <= data.count ? $0 : nil }
    }

    private static func limb(_ data: [UInt8], _ place: Int) -> UInt64 {
        data[place..<place + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
