/// The text of a row's values, for a person, and for a file that can be submitted again.
public enum ValueText {
    /// A row as a line of CSV, in the order of the source's columns.
    ///
    /// - Parameter positions: for each column of the kind, which column of the source it is.
    public static func line(of row: borrowing SourceRow, _ kind: RecordKind, positions: [Int]) -> String {
        var types: [Int: FieldType] = [:]
        for (column, position) in zip(kind.schema.columns, positions) where position >= 0 {
            types[position] = column.type
        }
        var line = ""
        for column in 0..<row.count {
            if column > 0 { line += "," }
            guard !row.isNull(column) else { continue }
            line += RecordText.quoted(of(row.value(column), as: types[column]))
        }
        return line
    }

    /// The text of a value.
    ///
    /// - Parameter type: that of the field which the value is for; nil if it is for none.
    static func of(_ value: borrowing SourceValue, as type: FieldType? = nil) -> String {
        switch value.form {
        case .text: submittable(value, type) ?? marked(value) ?? TextRepair.repair(value.bytes).string
        case .bytes: bytes(value, type)
        case .number: number(value)
        case .timestamp, .int96:
            time(value)
        case .real: real(value)
        case .absent: ""
        }
    }

    /// The digits of a whole number, as every format takes them. A number that may be rounded has `≈` before it, so that nobody submits
    /// it as it is.
    private static func real(_ value: borrowing SourceValue) -> String {
        let number = Double(bitPattern: value.word(at: 0))
        guard !value.isRounded(number) else { return "≈\(number)" }
        let whole = Int64(number)
        return Double(whole) == number ? "\(whole)" : "\(number)"
    }

    /// A text that only a value may have, in the form that a field of CSV takes; nil for any other.
    private static func submittable(_ value: borrowing SourceValue, _ type: FieldType?) -> String? {
        var repaired = false
        switch type {
        case .amount, .integer:
            let isHex = value.isMarked || value.bytes.byteCount > 2 && Hex.isPrefixed(value.bytes)
            return isHex ? (try? UInt256.read(value, repaired: &repaired)).map { "\($0)" } : nil
        case .address:
            guard value.bytes.byteCount == (value.isMarked ? 32 : 66) else { return nil }
            return (try? Address.read(value, repaired: &repaired)).map { "\($0)" }
        default: return nil
        }
    }

    private static func marked(_ value: borrowing SourceValue) -> String? {
        value.isMarked ? hex(value) : nil
    }

    private static func hex(_ value: borrowing SourceValue) -> String {
        (0..<value.bytes.byteCount).reduce(into: "0x") { $0 += Hex.digits(value.word($1..<$1 + 1), 2) }
    }

    /// Addresses and hashes are in hex digits, and numbers in decimal digits, unless they are text already.
    private static func bytes(_ value: borrowing SourceValue, _ type: FieldType?) -> String {
        let count = value.bytes.byteCount
        var repaired = false
        switch type {
        case .amount, .integer:
            if count == 32, !value.isPrintable, let amount = try? UInt256.read(value, repaired: &repaired) {
                return "\(amount)"
            }
        case .address:
            if let address = try? Address.read(value, repaired: &repaired) { return "\(address)" }
        case .text, .timestamp: return TextRepair.repair(value.bytes).string
        case .hash, nil: break
        }
        let isText = count != 20 && value.isPrintable
        return isText ? TextRepair.repair(value.bytes).string : hex(value)
    }

    /// The decimal digits of a number of any size, without zeros behind the point. One that may be cut has `≥` before it, so that
    /// nobody submits it as it is.
    private static func number(_ value: borrowing SourceValue) -> String {
        var digits: [UInt8] = [0]
        for offset in 0..<value.bytes.byteCount {
            var carry = Int(value.word(offset..<offset + 1))
            for place in digits.indices {
                carry += Int(digits[place]) << 8
                digits[place] = UInt8(carry % 10)
                carry /= 10
            }
            while carry > 0 {
                digits.append(UInt8(carry % 10))
                carry /= 10
            }
        }
        while digits.count <= Int(value.digits) { digits.append(0) }
        let text = String(decoding: digits.reversed().map { 0x30 + $0 }, as: UTF8.self)
        let whole = text.dropLast(Int(value.digits))
        var fraction = text.suffix(Int(value.digits))
        while fraction.last == "0" { fraction.removeLast() }
        let isCut = value.bytes.byteCount == ValueStorage.numberLimit
        return (isCut ? "≥" : "") + (value.isMarked ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// A time that does not exist is its number.
    private static func time(_ value: borrowing SourceValue) -> String {
        var repaired = false
        if let time = try? Timestamp.read(value, repaired: &repaired) { return "\(time)" }
        return value.form == .int96 ? hex(value) : "\(Int64(bitPattern: value.word(at: 0)))"
    }
}
