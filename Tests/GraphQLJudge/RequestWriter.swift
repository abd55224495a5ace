import GraphQL

/// Writes requested fields as JSON.
struct RequestWriter {
    let schema: Schema

    func write(_ selection: RequestedSelection, _ writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.name("type")
        writer.string(selection.type)
        writer.name("fields")
        writer.beginArray()
        for field in selection.fields { try write(field, &writer) }
        writer.endArray()
        writer.endObject()
    }

    private func write(_ field: RequestedField, _ writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.name("response")
        writer.string(field.responseName)
        writer.name("name")
        writer.string(field.name)
        writer.name("arguments")
        writer.fields(field.arguments)
        if field.kind == .introspection {
            writer.name("answer")
            try schema.writeIntrospection(field, to: &writer)
        } else if !field.selections.isEmpty {
            writer.name("selections")
            writer.beginArray()
            for selection in field.selections { try write(selection, &writer) }
            writer.endArray()
        }
        writer.endObject()
    }
}

extension JSONWriter {
    mutating func fields(_ fields: [InputValue.Field]) {
        beginObject()
        for field in fields {
            name(field.name)
            input(field.value)
        }
        endObject()
    }

    private mutating func input(_ value: InputValue) {
        switch value {
        case .null: null()
        case .boolean(let value): boolean(value)
        case .integer(let value): integer(value)
        case .float(let value): number("\(value)")
        case .number(let text), .string(let text), .enumeration(let text): string(text)
        case .bytes(let bytes):
            string("0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        case .list(let values):
            beginArray()
            for value in values { input(value) }
            endArray()
        case .object(let fields): self.fields(fields)
        }
    }
}
