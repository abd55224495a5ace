/// Reads Thrift's compact protocol, which footers and page headers are written in.
///
/// Checks each length and count against the bytes that are left, before anything is allocated for it. The caller keeps the
/// bytes alive. Source: thrift-compact-protocol.md of Apache Thrift.
struct CompactReader {
    private let bytes: UnsafeRawBufferPointer
    /// The place of the next byte.
    private(set) var position: Int
    private var depth = 0

    private static let deepest = 32

    /// - Parameter position: where to start.
    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// Reads the fields of a struct; the body must read or skip the value of each.
    mutating func fields(
        _ body: (inout CompactReader, CompactField) throws(CompactFault) -> Void
    ) throws(CompactFault) {
        try enter()
        var last: Int16 = 0
        while let field = try field(after: last) {
            last = field.id
            try body(&self, field)
        }
        depth -= 1
    }

    /// Reads the elements of a list; the body must read each.
    ///
    /// - Returns: the number of elements.
    @discardableResult
    mutating func list(
        _ field: CompactField, of type: CompactType, _ body: (inout CompactReader) throws(CompactFault) -> Void
    ) throws(CompactFault) -> Int {
        guard field.type == .list || field.type == .set else { throw .malformed("field \(field.id) is not a list") }
        let (count, found) = try listHeader()
        // An empty list may have any type.
        guard found == type || count == 0 else { throw .malformed("the list of field \(field.id) has another type") }
        try enter()
        for _ in 0..<count { try body(&self) }
        depth -= 1
        return count
    }

    /// Reads an integer of 8, 16, 32 or 64 bits.
    mutating func integer(_ field: CompactField) throws(CompactFault) -> Int64 {
        switch field.type {
        case .byte: Int64(Int8(bitPattern: try byte()))
        case .int16, .int32, .int64: try zigzag()
        default: throw .malformed("field \(field.id) is not an integer")
        }
    }

    /// Reads an integer that has to fit 32 bits.
    mutating func int32(_ field: CompactField) throws(CompactFault) -> Int32 {
        guard let value = Int32(exactly: try integer(field)) else {
            throw .malformed("field \(field.id) exceeds 32 bits")
        }
        return value
    }

    /// Reads an integer that is an element of a list.
    mutating func element() throws(CompactFault) -> Int64 { try zigzag() }

    func bool(_ field: CompactField) throws(CompactFault) -> Bool {
        switch field.type {
        case .true: true
        case .false: false
        default: throw .malformed("field \(field.id) is not a boolean")
        }
    }

    /// Reads a string, and repairs invalid UTF-8.
    mutating func string(_ field: CompactField) throws(CompactFault) -> String {
        guard field.type == .binary else { throw .malformed("field \(field.id) is not a string") }
        return try stringElement()
    }

    /// Reads a string that is an element of a list.
    mutating func stringElement() throws(CompactFault) -> String {
        let count = try length()
        defer { position += count }
        return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }

    /// Skips the value of a field.
    mutating func skip(_ field: CompactField) throws(CompactFault) { try skip(field.type, isElement: false) }
}

extension CompactReader {
    private mutating func enter() throws(CompactFault) {
        depth += 1
        guard depth <= Self.deepest else { throw .malformed("it is nested too deeply") }
    }

    private mutating func byte() throws(CompactFault) -> UInt8 {
        guard position < bytes.count else { throw .truncated }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func varint() throws(CompactFault) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            guard shift < 63 || byte <= 1 else { throw .malformed("an integer exceeds 64 bits") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    private mutating func zigzag() throws(CompactFault) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    private mutating func length() throws(CompactFault) -> Int {
        let length = try varint()
        guard length <= UInt64(bytes.count - position) else { throw .truncated }
        return Int(length)
    }

    private mutating func field(after last: Int16) throws(CompactFault) -> CompactField? {
        let header = try byte()
        guard header != 0 else { return nil }
        guard let type = CompactType(rawValue: header & 0xF) else { throw .malformed("a field has no known type") }
        let id: Int16?
        if header >> 4 == 0 {
            id = Int16(exactly: try zigzag())
        } else {
            id = last.addingReportingOverflow(Int16(header >> 4)).overflow ? nil : last + Int16(header >> 4)
        }
        guard let id else { throw .malformed("a field's number exceeds 16 bits") }
        return CompactField(id: id, type: type)
    }

    /// Each element takes at least one byte, so a count cannot exceed the bytes that are left.
    private mutating func listHeader() throws(CompactFault) -> (count: Int, type: CompactType) {
        let header = try byte()
        let count = header >> 4 == 0xF ? try length() : Int(header >> 4)
        guard count <= bytes.count - position else { throw .truncated }
        guard let type = CompactType(rawValue: header & 0xF) else {
            guard count == 0 else { throw .malformed("a list has no known type") }
            return (0, .byte)
        }
        return (count, type)
    }

    private mutating func skip(_ type: CompactType, isElement: Bool) throws(CompactFault) {
        switch type {
        // The type of a boolean field is its value; an element of a list takes a byte.
        case .true, .false: if isElement { _ = try byte() }
        case .byte: _ = try byte()
        case .int16, .int32, .int64: _ = try varint()
        case .double: try skip(bytes: 8)
        case .uuid: try skip(bytes: 16)
        case .binary: try skip(bytes: try length())
        case .list, .set: try skipList()
        case .map: try skipMap()
        case .struct: try fields { (reader, field) throws(CompactFault) in try reader.skip(field) }
        }
    }

    private mutating func skip(bytes count: Int) throws(CompactFault) {
        guard count <= bytes.count - position else { throw .truncated }
        position += count
    }

    private mutating func skipList() throws(CompactFault) {
        let (count, type) = try listHeader()
        try enter()
        for _ in 0..<count { try skip(type, isElement: true) }
        depth -= 1
    }

    private mutating func skipMap() throws(CompactFault) {
        let count = try length()
        guard count > 0 else { return }
        let types = try byte()
        guard let key = CompactType(rawValue: types >> 4), let value = CompactType(rawValue: types & 0xF) else {
            throw .malformed("a map has no known type")
        }
        try enter()
        for _ in 0..<count {
            try skip(key, isElement: true)
            try skip(value, isElement: true)
        }
        depth -= 1
    }
}
