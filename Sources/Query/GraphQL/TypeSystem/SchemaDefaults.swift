/// Coerces the default values of a schema; those of input objects come first, since other values contain them.
struct SchemaDefaults {
    private let schema: Schema
    private var inputs: [SchemaInput]
    private var visited: Set<Int> = []
    private var faults: [String] = []

    init(schema: Schema) {
        self.schema = schema
        inputs = schema.inputs
    }

    /// The arguments and input fields of the schema with their default values.
    mutating func resolved() throws(SchemaError) -> [SchemaInput] {
        for index in schema.types.indices { resolve(type: index) }
        for index in inputs.indices where inputs[index].defaultValue == nil { resolve(input: index) }
        guard faults.isEmpty else { throw SchemaError(faults: faults) }
        return inputs
    }

    private mutating func resolve(type index: Int) {
        guard visited.insert(index).inserted else { return }
        for field in schema.types[index].inputFields {
            resolve(type: inputs[field].type.index)
            resolve(input: field)
        }
    }

    private mutating func resolve(input index: Int) {
        guard let literal = inputs[index].defaultLiteral else { return }
        let document = try? Parser.constant(Array(literal.utf8), .standard)
        let value = document.flatMap { document in
            LiteralCoercion(schema: schema, inputs: inputs, document: document).value(0, inputs[index].type)
        }
        inputs[index].defaultValue = value
        if value == nil { faults.append("\(inputs[index].name) has the invalid default value \(literal)") }
    }
}
