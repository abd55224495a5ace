extension Schema {
    /// A value as the literal of a type, for default values.
    func literal(_ value: InputValue, _ type: TypeUse) -> String {
        let type = type.nullable
        if case .list(let items) = value, type.isList {
            return "[" + items.map { literal($0, type.inner) }.joined(separator: ", ") + "]"
        }
        if case .object(let fields) = value, types[type.index].kind == .inputObject {
            let inputs = inputs[types[type.index].inputFields]
            let texts = fields.compactMap { field in
                inputs.first { $0.name == field.name }.map { "\(field.name): \(literal(field.value, $0.type))" }
            }
            return "{" + texts.joined(separator: ", ") + "}"
        }
        if case .string(let text) = value, types[type.index].isBuiltIn, types[type.index].name == "ID",
            text.isDecimalInteger
        {
            return text
        }
        return value.untypedLiteral
    }
}

extension InputValue {
    fileprivate var untypedLiteral: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .float(let value):
            String(value).hasSuffix(".0") ? String(String(value).dropLast(2)) : String(value)
        case .number(let text): text
        case .string(let text): LiteralPrinter.quoted(text)
        case .bytes(let bytes):
            "\"0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\""
        case .enumeration(let name): name
        case .list(let items): "[" + items.map(\.untypedLiteral).joined(separator: ", ") + "]"
        case .object(let fields):
            "{" + fields.map { "\($0.name): \($0.value.untypedLiteral)" }.joined(separator: ", ") + "}"
        }
    }
}

extension String {
    /// Whether the text is an integer without leading zeros.
    fileprivate var isDecimalInteger: Bool {
        let digits = utf8.first == UInt8(ascii: "-") ? utf8.dropFirst() : utf8[...]
        guard let first = digits.first, digits.allSatisfy(\.isDigit) else { return false }
        return first != UInt8(ascii: "0") || digits.count == 1
    }
}
