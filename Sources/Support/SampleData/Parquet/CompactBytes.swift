/// Writes structs of Thrift's compact protocol, field by field. Source: thrift-compact-protocol.md of Apache Thrift.
struct CompactBytes {
    private(set) var bytes: [UInt8] = []
    private var lastField: UInt8 = 0

    /// The bytes of a struct.
    static func structure(_ body: (inout CompactBytes) -> Void) -> [UInt8] {
        var writer = CompactBytes()
        body(&writer)
        return writer.bytes + [0]
    }

    mutating func int32(_ field: UInt8, _ value: Int) {
        begin(field, type: 5)
        bytes += Self.zigzag(value)
    }

    mutating func int64(_ field: UInt8, _ value: Int) {
        begin(field, type: 6)
        bytes += Self.zigzag(value)
    }

    mutating func text(_ field: UInt8, _ text: String) {
        begin(field, type: 8)
        bytes += Self.text(text)
    }

    mutating func structure(_ field: UInt8, _ body: (inout CompactBytes) -> Void) {
        begin(field, type: 12)
        bytes += Self.structure(body)
    }

    /// Writes a list of structs.
    mutating func structures(_ field: UInt8, _ elements: [[UInt8]]) { list(field, elements, type: 12) }

    /// Writes a list of integers of 32 bits.
    mutating func int32s(_ field: UInt8, _ elements: [Int]) { list(field, elements.map(Self.zigzag), type: 5) }

    mutating func texts(_ field: UInt8, _ elements: [String]) { list(field, elements.map(Self.text), type: 8) }

    private mutating func list(_ field: UInt8, _ elements: [[UInt8]], type: UInt8) {
        begin(field, type: 9)
        bytes += [0xF0 | type] + Self.varint(UInt64(elements.count))
        for element in elements { bytes += element }
    }

    private mutating func begin(_ field: UInt8, type: UInt8) {
        bytes.append((field - lastField) << 4 | type)
        lastField = field
    }

    private static func text(_ text: String) -> [UInt8] { varint(UInt64(text.utf8.count)) + Array(text.utf8) }

    private static func zigzag(_ value: Int) -> [UInt8] { varint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63))) }

    static func varint(_ value: UInt64) -> [UInt8] {
        var (rest, bytes) = (value, [UInt8]())
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(truncatingIfNeeded: rest)]
    }
}
