internal import CRabbitMQ

/// A field of an AMQP table, of the types that this project writes.
indirect enum TableValue {
    case string(String)
    case integer(Int64)
    case flag(Bool)
    case table([(key: String, value: TableValue)])

    init(_ header: HeaderValue) {
        switch header {
        case .string(let text): self = .string(text)
        case .integer(let number): self = .integer(number)
        }
    }
}

extension HeaderValue {
    /// The value of a received header under its name. For an array of tables, the fields of the first under both names:
    /// `x-death` has the newest death first (rabbitmq.com/docs/dlx#effects).
    static func values(of entry: amqp_table_entry_t) -> [String: HeaderValue] {
        let name = String(entry.key)
        guard entry.value.kind == UInt8(AMQP_FIELD_KIND_ARRAY.rawValue) else {
            return HeaderValue(entry.value).map { [name: $0] } ?? [:]
        }
        guard let first = array(entry.value.value.array).first,
            first.kind == UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
        else { return [:] }
        let table = first.value.table
        var values: [String: HeaderValue] = [:]
        for field in UnsafeBufferPointer(start: table.entries, count: Int(table.num_entries)) {
            if let value = HeaderValue(field.value) { values["\(name).\(String(field.key))"] = value }
        }
        return values
    }

    private static func array(_ array: amqp_array_t) -> UnsafeBufferPointer<amqp_field_value_t> {
        UnsafeBufferPointer(start: array.entries, count: Int(array.num_entries))
    }

    /// Reads a field of a received table; nil for types other than text and whole numbers.
    init?(_ field: amqp_field_value_t) {
        switch amqp_field_value_kind_t(rawValue: UInt32(field.kind)) {
        case AMQP_FIELD_KIND_UTF8, AMQP_FIELD_KIND_BYTES: self = .string(String(field.value.bytes))
        case AMQP_FIELD_KIND_BOOLEAN: self = .integer(field.value.boolean == 0 ? 0 : 1)
        case AMQP_FIELD_KIND_I8: self = .integer(Int64(field.value.i8))
        case AMQP_FIELD_KIND_U8: self = .integer(Int64(field.value.u8))
        case AMQP_FIELD_KIND_I16: self = .integer(Int64(field.value.i16))
        case AMQP_FIELD_KIND_U16: self = .integer(Int64(field.value.u16))
        case AMQP_FIELD_KIND_I32: self = .integer(Int64(field.value.i32))
        case AMQP_FIELD_KIND_U32: self = .integer(Int64(field.value.u32))
        case AMQP_FIELD_KIND_I64: self = .integer(field.value.i64)
        case AMQP_FIELD_KIND_U64: self = .integer(Int64(clamping: field.value.u64))
        case AMQP_FIELD_KIND_TIMESTAMP: self = .integer(Int64(clamping: field.value.u64))
        default: return nil
        }
    }
}

extension String {
    /// Copies text out of librabbitmq's buffers; invalid UTF-8 becomes U+FFFD.
    init(_ bytes: amqp_bytes_t) {
        self.init(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }
}
