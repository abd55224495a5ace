internal import CRabbitMQ

/// Memory for the strings and tables of one AMQP method, freed all at once.
struct Arena: ~Copyable {
    private var pool = amqp_pool_t()

    init() {
        init_amqp_pool(&pool, 4096)
    }

    deinit {
        var pool = pool
        empty_amqp_pool(&pool)
    }

    /// Frees everything allocated so far, and reuses the memory.
    mutating func reset() {
        recycle_amqp_pool(&pool)
    }

    mutating func bytes(_ text: String) -> amqp_bytes_t {
        var bytes = amqp_bytes_t()
        amqp_pool_alloc_bytes(&pool, text.utf8.count, &bytes)
        guard bytes.bytes != nil else { return amqp_empty_bytes }
        UnsafeMutableRawBufferPointer(start: bytes.bytes, count: bytes.len).copyBytes(from: text.utf8)
        return bytes
    }

    mutating func table(_ fields: some Collection<(key: String, value: TableValue)>) -> amqp_table_t {
        guard let memory = amqp_pool_alloc(&pool, fields.count * MemoryLayout<amqp_table_entry_t>.stride),
            !fields.isEmpty
        else { return amqp_empty_table }
        let entries = memory.bindMemory(to: amqp_table_entry_t.self, capacity: fields.count)
        for (index, field) in fields.enumerated() {
            (entries + index).initialize(to: amqp_table_entry_t(key: bytes(field.key), value: value(field.value)))
        }
        return amqp_table_t(num_entries: Int32(fields.count), entries: entries)
    }

    private mutating func value(_ value: TableValue) -> amqp_field_value_t {
        var field = amqp_field_value_t()
        switch value {
        case .string(let text):
            field.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
            field.value.bytes = bytes(text)
        case .integer(let number):
            field.kind = UInt8(AMQP_FIELD_KIND_I64.rawValue)
            field.value.i64 = number
        case .flag(let flag):
            field.kind = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
            field.value.boolean = flag ? 1 : 0
        case .table(let fields):
            field.kind = UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
            field.value.table = table(fields)
        }
        return field
    }
}
