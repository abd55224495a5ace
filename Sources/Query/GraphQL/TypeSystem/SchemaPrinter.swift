/// Prints a schema in the type system definition language, laid out as the reference engine does.
///
/// Source: spec.graphql.org/October2021/#sec-Type-System.
struct SchemaPrinter {
    let schema: Schema

    func text() -> String {
        var parts: [String] = []
        if let definition = schemaDefinition() { parts.append(definition) }
        parts += schema.directives.filter { !$0.isBuiltIn }.map(directive)
        parts += schema.types.filter { !$0.isBuiltIn }.map(type)
        return parts.joined(separator: "\n\n")
    }

    /// The roots, if their names differ from the usual ones or the schema has a description.
    private func schemaDefinition() -> String? {
        let roots = [("query", schema.query), ("mutation", schema.mutation), ("subscription", schema.subscription)]
            .compactMap { name, root in root.map { (name, schema.types[$0].name) } }
        let usual = ["query": "Query", "mutation": "Mutation", "subscription": "Subscription"]
        if schema.description == nil, roots.allSatisfy({ usual[$0.0] == $0.1 }) { return nil }
        let lines = roots.map { "  \($0.0): \($0.1)" }.joined(separator: "\n")
        return description(schema.description) + "schema {\n" + lines + "\n}"
    }

    private func type(_ type: SchemaType) -> String {
        description(type.description) + header(type) + body(type)
    }

    private func header(_ type: SchemaType) -> String {
        let interfaces = type.interfaces.map { schema.types[$0].name }.joined(separator: " & ")
        let implements = interfaces.isEmpty ? "" : " implements " + interfaces
        switch type.kind {
        case .scalar:
            let url = type.specifiedByURL.map { " @specifiedBy(url: \(LiteralPrinter.quoted($0)))" } ?? ""
            return "scalar \(type.name)\(url)"
        case .interface: return "interface \(type.name)\(implements)"
        case .union:
            let members = type.possibleTypes.map { schema.types[$0].name }.joined(separator: " | ")
            return "union \(type.name) = \(members)"
        case .enumeration: return "enum \(type.name)"
        case .inputObject: return "input \(type.name)" + (type.isOneOf ? " @oneOf" : "")
        default: return "type \(type.name)\(implements)"
        }
    }

    private func body(_ type: SchemaType) -> String {
        let items: [String]
        switch type.kind {
        case .object, .interface:
            items = schema.fields[type.fields].enumerated().map { index, field in
                description(field.description, "  ", isFirst: index == 0) + "  \(field.name)"
                    + arguments(field.arguments, "  ") + ": \(schema.description(of: field.type))"
                    + deprecation(field.deprecation)
            }
        case .enumeration:
            items = type.enumValues.enumerated().map { index, value in
                description(value.description, "  ", isFirst: index == 0) + "  \(value.name)"
                    + deprecation(value.deprecation)
            }
        case .inputObject:
            items = schema.inputs[type.inputFields].enumerated().map { index, field in
                description(field.description, "  ", isFirst: index == 0) + "  " + input(field)
            }
        default: return ""
        }
        return " {\n" + items.joined(separator: "\n") + "\n}"
    }

    private func arguments(_ range: Range<Int>, _ indentation: String) -> String {
        let inputs = schema.inputs[range]
        if inputs.isEmpty { return "" }
        if inputs.allSatisfy({ ($0.description ?? "").isEmpty }) {
            return "(" + inputs.map(input).joined(separator: ", ") + ")"
        }
        let lines = inputs.enumerated().map { index, argument in
            description(argument.description, "  " + indentation, isFirst: index == 0) + "  " + indentation
                + input(argument)
        }
        return "(\n" + lines.joined(separator: "\n") + "\n\(indentation))"
    }

    private func input(_ input: SchemaInput) -> String {
        let value = input.defaultValue.map { " = " + schema.literal($0, input.type) } ?? ""
        return "\(input.name): \(schema.description(of: input.type))\(value)\(deprecation(input.deprecation))"
    }

    private func directive(_ directive: SchemaDirective) -> String {
        description(directive.description) + "directive @\(directive.name)" + arguments(directive.arguments, "")
            + (directive.isRepeatable ? " repeatable" : "") + " on "
            + directive.locations.map(\.rawValue).joined(separator: " | ")
    }

    private func deprecation(_ reason: String?) -> String {
        guard let reason else { return "" }
        if reason == BuiltInDirectives.defaultDeprecation { return " @deprecated" }
        return " @deprecated(reason: \(LiteralPrinter.quoted(reason)))"
    }

    private func description(_ text: String?, _ indentation: String = "", isFirst: Bool = true) -> String {
        guard let text else { return "" }
        let literal = LiteralPrinter.isBlock(text) ? LiteralPrinter.block(text) : LiteralPrinter.quoted(text)
        let gap = indentation.isEmpty || isFirst ? "" : "\n"
        return gap + indentation + literal.replacing("\n", with: "\n" + indentation) + "\n"
    }
}

extension Schema {
    /// The schema in the type system definition language, without what every schema has.
    package var sdl: String { SchemaPrinter(schema: self).text() }
}
