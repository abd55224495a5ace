extension RangeHint {
    /// Finds what a node suggests, in the words of several nodes.
    ///
    /// - Parameter text: the error, in lower case.
    init(_ text: String) {
        if let range = Self.range(in: text) {
            self = .range(range)
        } else if let limit = Self.limit(in: text) {
            self = .limit(limit)
        } else {
            self = .none
        }
    }

    /// The words in front of a range: `[0x1, 0x2]` or `1-2`.
    private static let rangeWords = [
        "this block range should work:", "try with this block range", "retry with the range",
        "retry with this block range",
    ]

    private static func range(in text: String) -> ClosedRange<UInt64>? {
        for words in rangeWords {
            guard let place = text.firstRange(of: words) else { continue }
            let ends = text[place.upperBound...].prefix(80)
                .split { !($0.isASCII && ($0.isHexDigit || $0 == "x")) }
                .compactMap { Quantity.read(String($0)) }
            guard ends.count >= 2, ends[0] <= ends[1] else { continue }
            return ends[0]...ends[1]
        }
        return nil
    }

    /// The words in front of a number of blocks.
    private static let limitWords = [
        "limited to a ", "limited to ", "up to a ", "maximum block range: ", "max block range: ", "max block range ",
        "max range: ", "range limit is set to ", "is set to ", "at most ", "smaller than size ", "exceeds limit of ",
        "range exceeds ", "exceed maximum block range: ", "maximum allowed is ", "maximum is set to ",
        "blocks distance: ", "max block range is ", "block range limit of ",
    ]

    private static func limit(in text: String) -> UInt64? {
        if let place = text.firstRange(of: "allowed for your plan"),
            let sign = text[place.upperBound...].firstIndex(of: ">")
        {
            return number(at: text[text.index(after: sign)...])
        }
        // A limit of results or of bytes says nothing about blocks.
        guard text.contains("block") || text.contains("range") else { return nil }
        for words in limitWords {
            guard let place = text.firstRange(of: words) else { continue }
            let rest = text[place.upperBound...]
            guard let number = number(at: rest), !isOfResults(rest) else { continue }
            return number
        }
        return nil
    }

    private static func isOfResults(_ rest: Substring) -> Bool {
        let next = rest.drop { $0.isNumber || $0 == "," || $0 == "k" || $0 == " " }.prefix(12)
        return ["result", "log", "byte", "mb", "second"].contains { next.hasPrefix($0) }
    }

    /// A number at the start, with commas, or with a `k` for thousands.
    private static func number(at text: Substring) -> UInt64? {
        let rest = text.drop { $0 == " " }
        let digits = rest.prefix { $0.isNumber || $0 == "," }
        guard let number = UInt64(digits.filter { $0 != "," }), number > 0, number < 1 << 40 else { return nil }
        return rest.dropFirst(digits.count).hasPrefix("k") ? number * 1000 : number
    }
}
