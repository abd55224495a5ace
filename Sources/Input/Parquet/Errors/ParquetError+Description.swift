extension ParquetError: CustomStringConvertible {
    /// The place, the fault and, for damage, the rows before it.
    public var description: String {
        let place = place.description
        let fault = place.isEmpty ? reason.description : "\(place): \(reason.description)"
        guard case .damaged = reason, let soundRows else { return fault }
        return "\(fault); the \(Self.grouped(soundRows)) rows before it are sound"
    }

    /// Groups the digits of a number by thousands.
    static func grouped(_ number: some BinaryInteger) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }
}

extension ParquetError.Place: CustomStringConvertible {
    /// The place as “column 'value', row group 3, page at byte 12345”; empty if it is unknown.
    public var description: String {
        var parts: [String] = []
        if let column { parts.append("column '\(column)'") }
        if let rowGroup { parts.append("row group \(rowGroup)") }
        if let page { parts.append("page at byte \(page)") }
        return parts.joined(separator: ", ")
    }
}

extension ParquetError.Reason: CustomStringConvertible {
    /// The fault and, where there is one, the remedy.
    public var description: String {
        switch self {
        case .notParquet(let what): "this is not a Parquet file: \(what)"
        case .encrypted: "the data is encrypted, which this reader does not support; write it without encryption"
        case .unsupported(let feature): "this reader does not support \(feature); write the file without it"
        case .damaged(let what): what
        case .overLimit(let setting, let claimed, let limit):
            """
            the file claims \(ParquetError.grouped(claimed)) \(setting.unit), more than the limit of \
            \(ParquetError.grouped(limit)) (setting \(setting.rawValue))
            """
        case .outOfMemory: "out of memory while decompressing a page"
        }
    }
}
