/// Writes structs in Thrift's compact protocol.
package struct CompactWriter {
    package private(set) var bytes: [UInt8] = []
    private var last = 0

    /// A whole struct.
    package static func structure(_ body: (inout CompactWriter) -> Void) -> [UInt8] {
        var writer = CompactWriter()
        body(&writer)
        return writer.bytes + [0]
    }

    package static func varint(_ value: UInt64) -> [UInt8] {
        var (bytes, rest): ([UInt8], UInt64) = ([], value)
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    package static func zigzag(_ value: Int64) -> [UInt8] { varint(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    package mutating func raw(_ id: Int, type: UInt8, _ value: [UInt8]) {
        let step = id - last
        bytes += (1...15).contains(step) ? [UInt8(step) << 4 | type] : [type] + Self.zigzag(Int64(id))
        bytes += value
        last = id
    }

    package mutating func bool(_ id: Int, _ value: Bool) { raw(id, type: value ? 1 : 2, []) }
    package mutating func i32(_ id: Int, _ value: Int) { raw(id, type: 5, Self.zigzag(Int64(value))) }
    package mutating func i64(_ id: Int, _ value: Int64) { raw(id, type: 6, Self.zigzag(value)) }
    package mutating func text(_ id: Int, _ value: String) {
        raw(id, type: 8, Self.varint(UInt64(value.utf8.count)) + Array(value.utf8))
    }
    package mutating func structure(_ id: Int, _ body: (inout CompactWriter) -> Void) {
        raw(id, type: 12, Self.structure(body))
    }
    package mutating func structures(_ id: Int, _ elements: [[UInt8]]) { list(id, elements, type: 12) }
    package mutating func list(_ id: Int, _ elements: [[UInt8]], type: UInt8) {
        let count = elements.count
        let header = count < 15 ? [UInt8(count) << 4 | type] : [0xF0 | type] + Self.varint(UInt64(count))
        raw(id, type: 9, header + elements.joined())
    }
}
