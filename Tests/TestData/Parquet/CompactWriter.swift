/// Writes structs in Thrift's compact protocol.
struct CompactWriter {
    private(set) var bytes: [UInt8] = []
    private var last = 0

    /// A whole struct.
    static func structure(_ body: (inout CompactWriter) -> Void) -> [UInt8] {
        var writer = CompactWriter()
        body(&writer)
        return writer.bytes + [0]
    }

    static func varint(_ value: UInt64) -> [UInt8] {
        var (bytes, rest): ([UInt8], UInt64) = ([], value)
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    static func zigzag(_ value: Int64) -> [UInt8] { varint(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    mutating func raw(_ id: Int, type: UInt8, _ value: [UInt8]) {
        let step = id - last
        bytes += (1...15).contains(step) ? [UInt8(step) << 4 | type] : [type] + Self.zigzag(Int64(id))
        bytes += value
        last = id
    }

    mutating func bool(_ id: Int, _ value: Bool) { raw(id, type: value ? 1 : 2, []) }
    mutating func i32(_ id: Int, _ value: Int) { raw(id, type: 5, Self.zigzag(Int64(value))) }
    mutating func i64(_ id: Int, _ value: Int64) { raw(id, type: 6, Self.zigzag(value)) }
    mutating func text(_ id: Int, _ value: String) {
        raw(id, type: 8, Self.varint(UInt64(value.utf8.count)) + Array(value.utf8))
    }
    mutating func structure(_ id: Int, _ body: (inout CompactWriter) -> Void) {
        raw(id, type: 12, Self.structure(body))
    }
    mutating func structures(_ id: Int, _ elements: [[UInt8]]) { list(id, elements, type: 12) }
    mutating func list(_ id: Int, _ elements: [[UInt8]], type: UInt8) {
        let count = elements.count
        let header = count < 15 ? [UInt8(count) << 4 | type] : [0xF0 | type] + Self.varint(UInt64(count))
        raw(id, type: 9, header + elements.joined())
    }
}
