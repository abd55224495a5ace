internal import Glibc
internal import Parquet

/// Writes the canonical text of values to the standard output.
struct Output: ~Copyable {
    private var buffer: [UInt8] = []
    private static let digits = Array("0123456789abcdef".utf8)

    init() {
        buffer.reserveCapacity(1 << 17)
    }

    mutating func text(_ text: String) { buffer.append(contentsOf: text.utf8) }

    mutating func endLine() {
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count > 1 << 16 { flush() }
    }

    mutating func flush() {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { write(1, $0.baseAddress?.advanced(by: written), $0.count - written) }
            guard count > 0 else { exit(3) }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Appends a text in JSON.
    mutating func string(_ text: String) {
        buffer.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): buffer += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                self.text("\\u00")
                hex(byte)
            default: buffer.append(byte)
            }
        }
        buffer.append(UInt8(ascii: "\""))
    }

    /// Appends a value: integers in decimal, bits of floating-point numbers and bytes in hexadecimal.
    mutating func value(_ value: borrowing ColumnValue, isUnsigned: Bool) {
        switch copy value {
        case .null: text("null")
        case .bool(let value): text(value ? "true" : "false")
        case .int32(let value): text(isUnsigned ? String(UInt32(bitPattern: value)) : String(value))
        case .int64(let value): text(isUnsigned ? String(UInt64(bitPattern: value)) : String(value))
        case .float(let value): text("\"\(String(value.bitPattern, radix: 16))\"")
        case .double(let value): text("\"\(String(value.bitPattern, radix: 16))\"")
        case .int96(let value): text("[\(value.low),\(value.high)]")
        case .bytes(let bytes):
            buffer.append(UInt8(ascii: "\""))
            for index in 0..<bytes.byteCount { hex(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)) }
            buffer.append(UInt8(ascii: "\""))
        }
    }

    private mutating func hex(_ byte: UInt8) {
        buffer.append(Self.digits[Int(byte >> 4)])
        buffer.append(Self.digits[Int(byte & 15)])
    }
}
