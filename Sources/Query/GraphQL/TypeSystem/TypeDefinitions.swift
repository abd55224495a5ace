/// A named type of a schema.
///
/// Source: spec.graphql.org/October2021/#sec-Types.
package enum TypeDefinition: Sendable {
    case scalar(ScalarDefinition)
    case object(ObjectDefinition)
    case interface(ObjectDefinition)
    case union(UnionDefinition)
    case enumeration(EnumDefinition)
    case input(InputObjectDefinition)

    /// The name of the type.
    package var name: String {
        switch self {
        case .scalar(let type): type.name
        case .object(let type), .interface(let type): type.name
        case .union(let type): type.name
        case .enumeration(let type): type.name
        case .input(let type): type.name
        }
    }
}

/// A scalar of the service's own. Source: spec.graphql.org/October2021/#sec-Scalars.
package struct ScalarDefinition: Sendable {
    /// The name in the schema.
    package var name: String
    /// The description as Markdown.
    package var description: String?
    /// The URL of the specification of a scalar.
    package var specifiedByURL: String?
    /// How the scalar reads values.
    package var coercion: ScalarCoercion

    /// A scalar; it accepts every value unless a coercion is given.
    package init(
        _ name: String, description: String? = nil, specifiedByURL: String? = nil,
        coercion: ScalarCoercion = .unchecked
    ) {
        self.name = name
        self.description = description
        self.specifiedByURL = specifiedByURL
        self.coercion = coercion
    }
}

/// An object or an interface. Source: spec.graphql.org/October2021/#sec-Objects.
package struct ObjectDefinition: Sendable {
    /// The name in the schema.
    package var name: String
    /// The description as Markdown.
    package var description: String?
    /// The names of the interfaces, those that other interfaces imply too.
    package var interfaces: [String]
    /// The fields in the order of introspection.
    package var fields: [FieldDefinition]

    /// An object or an interface of these fields.
    package init(
        _ name: String, description: String? = nil, interfaces: [String] = [], fields: [FieldDefinition]
    ) {
        self.name = name
        self.description = description
        self.interfaces = interfaces
        self.fields = fields
    }
}

/// A union of objects. Source: spec.graphql.org/October2021/#sec-Unions.
package struct UnionDefinition: Sendable {
    /// The name in the schema.
    package var name: String
    /// The description as Markdown.
    package var description: String?
    /// The names of the objects.
    package var members: [String]

    /// A union of these objects.
    package init(_ name: String, description: String? = nil, members: [String]) {
        self.name = name
        self.description = description
        self.members = members
    }
}

/// An enum. Source: spec.graphql.org/October2021/#sec-Enums.
package struct EnumDefinition: Sendable {
    /// The name in the schema.
    package var name: String
    /// The description as Markdown.
    package var description: String?
    /// The values in the order of introspection.
    package var values: [EnumValueDefinition]

    /// An enum of these values.
    package init(_ name: String, description: String? = nil, values: [EnumValueDefinition]) {
        self.name = name
        self.description = description
        self.values = values
    }
}

/// A value of an enum.
package struct EnumValueDefinition: Sendable {
    /// The name in the schema.
    package var name: String
    /// The description as Markdown.
    package var description: String?
    /// Why clients should no longer use it, if they should not.
    package var deprecation: String?

    /// A value of this name.
    package init(_ name: String, description: String? = nil, deprecation: String? = nil) {
        self.name = name
        self.description = description
        self.deprecation = deprecation
    }
}

/// An input object. Source: spec.graphql.org/October2021/#sec-Input-Objects.
package struct InputObjectDefinition: Sendable {
    /// The name in the schema.
    package var name: String
    /// The description as Markdown.
    package var description: String?
    /// The fields in the order of introspection.
    package var fields: [InputDefinition]
    /// Whether a value has exactly one of the fields: the directive `@oneOf` of later editions.
    package var isOneOf: Bool

    /// An input object of these fields.
    package init(
        _ name: String, description: String? = nil, fields: [InputDefinition], isOneOf: Bool = false
    ) {
        self.name = name
        self.description = description
        self.fields = fields
        self.isOneOf = isOneOf
    }
}
