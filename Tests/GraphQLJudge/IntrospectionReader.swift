import GraphQL

/// Builds a schema from the result of an introspection query.
struct IntrospectionReader {
    static func definition(_ schema: JSONValue) -> SchemaDefinition {
        SchemaDefinition(
            description: schema["description"]?.text, query: schema["queryType"]?["name"]?.text ?? "",
            mutation: schema["mutationType"]?["name"]?.text, subscription: schema["subscriptionType"]?["name"]?.text,
            types: (schema["types"]?.items ?? []).compactMap(type),
            directives: (schema["directives"]?.items ?? []).compactMap(directive))
    }

    private static func type(_ json: JSONValue) -> TypeDefinition? {
        guard let name = json["name"]?.text, !name.hasPrefix("__"),
            !["String", "Int", "Float", "Boolean", "ID"].contains(name)
        else { return nil }
        let description = json["description"]?.text
        switch json["kind"]?.text {
        case "SCALAR":
            return .scalar(
                ScalarDefinition(name, description: description, specifiedByURL: json["specifiedByURL"]?.text))
        case "OBJECT": return .object(object(name, json))
        case "INTERFACE": return .interface(object(name, json))
        case "UNION":
            return .union(UnionDefinition(name, description: description, members: names(json["possibleTypes"])))
        case "ENUM":
            let values = (json["enumValues"]?.items ?? []).map {
                EnumValueDefinition(
                    $0["name"]?.text ?? "", description: $0["description"]?.text,
                    deprecation: $0["deprecationReason"]?.text)
            }
            return .enumeration(EnumDefinition(name, description: description, values: values))
        default:
            return .input(
                InputObjectDefinition(
                    name, description: description, fields: inputs(json["inputFields"]),
                    isOneOf: json["isOneOf"] == .boolean(true)))
        }
    }

    private static func object(_ name: String, _ json: JSONValue) -> ObjectDefinition {
        ObjectDefinition(
            name, description: json["description"]?.text, interfaces: names(json["interfaces"]),
            fields: (json["fields"]?.items ?? []).map { field in
                FieldDefinition(
                    field["name"]?.text ?? "", reference(field["type"]), description: field["description"]?.text,
                    arguments: inputs(field["args"]), deprecation: field["deprecationReason"]?.text)
            })
    }

    private static func inputs(_ json: JSONValue?) -> [InputDefinition] {
        (json?.items ?? []).map { input in
            InputDefinition(
                input["name"]?.text ?? "", reference(input["type"]), description: input["description"]?.text,
                defaultValue: input["defaultValue"]?.text, deprecation: input["deprecationReason"]?.text)
        }
    }

    private static func directive(_ json: JSONValue) -> DirectiveDefinition? {
        guard let name = json["name"]?.text,
            !["include", "skip", "deprecated", "specifiedBy", "oneOf"].contains(name)
        else { return nil }
        return DirectiveDefinition(
            name, description: json["description"]?.text, arguments: inputs(json["args"]),
            locations: (json["locations"]?.items ?? []).compactMap { DirectiveLocation(rawValue: $0.text ?? "") },
            isRepeatable: json["isRepeatable"] == .boolean(true))
    }

    private static func names(_ json: JSONValue?) -> [String] {
        (json?.items ?? []).compactMap { $0["name"]?.text }
    }

    private static func reference(_ json: JSONValue?) -> TypeReference {
        TypeReference(text(of: json))
    }

    private static func text(of json: JSONValue?) -> String {
        switch json?["kind"]?.text {
        case "NON_NULL": text(of: json?["ofType"]) + "!"
        case "LIST": "[" + text(of: json?["ofType"]) + "]"
        default: json?["name"]?.text ?? ""
        }
    }
}

extension JSONValue {
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var items: [JSONValue]? {
        guard case .array(let items) = self else { return nil }
        return items
    }
}
