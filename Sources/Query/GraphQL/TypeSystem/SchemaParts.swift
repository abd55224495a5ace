/// A type with its lists and non-nulls, as a schema refers to it.
package struct TypeUse: Sendable, Hashable {
    /// The index of the named type.
    var type: Int32
    var wrappers: TypeWrappers

    var isNonNull: Bool { wrappers.isNonNull }
    var isList: Bool { wrappers.isList }
    /// The type within the outermost list or non-null.
    var inner: TypeUse { TypeUse(type: type, wrappers: wrappers.inner) }
    /// The type without an outermost non-null.
    var nullable: TypeUse { TypeUse(type: type, wrappers: wrappers.nullable) }
    var index: Int { Int(type) }
}

/// A named type of a schema; members refer to one another by index.
package struct SchemaType: Sendable {
    /// The name in the schema.
    package let name: String
    /// The kind of the type.
    package let kind: TypeKind
    /// The description as Markdown.
    package let description: String?
    /// The URL of the specification of a scalar.
    package internal(set) var specifiedByURL: String?
    /// Whether a value has exactly one of the fields.
    package internal(set) var isOneOf = false
    let nameNumber: Int32
    /// The fields of an object or an interface.
    var fields: Range<Int> = 0..<0
    /// The fields of an input object.
    var inputFields: Range<Int> = 0..<0
    var interfaces: [Int] = []
    /// The objects of an interface or a union, in the order of the schema.
    var possibleTypes: [Int] = []
    /// For each type of the schema, whether a value of it is a value of this abstract type.
    var subtypes: [Bool] = []
    var enumValues: [EnumValueDefinition] = []
    var enumNumbers: [Int32] = []
    var coercion: ScalarCoercion?
    /// Whether a fraction of zero is a whole number in the values of variables: `Int` and `ID`.
    var acceptsWholeFloats = false
    var isBuiltIn = false

    init(name: String, nameNumber: Int32, kind: TypeKind, description: String?) {
        self.name = name
        self.nameNumber = nameNumber
        self.kind = kind
        self.description = description
    }
}

/// A field of a schema.
package struct SchemaField: Sendable {
    /// The name in the schema.
    package let name: String
    /// The description as Markdown.
    package let description: String?
    /// Why clients should no longer use it, if they should not.
    package let deprecation: String?
    let type: TypeUse
    let arguments: Range<Int>
    /// The arguments that a document must give.
    let hasRequiredArguments: Bool
}

/// An argument or a field of an input object of a schema.
package struct SchemaInput: Sendable {
    /// The name in the schema.
    package let name: String
    /// The description as Markdown.
    package let description: String?
    /// Why clients should no longer use it, if they should not.
    package let deprecation: String?
    let nameNumber: Int32
    let type: TypeUse
    let defaultLiteral: String?
    /// The default value after coercion.
    package internal(set) var defaultValue: InputValue?

    /// Whether a document must give it. Source: spec.graphql.org/October2021/#sec-Required-Arguments.
    var isRequired: Bool { type.isNonNull && defaultLiteral == nil }
}

/// A directive of a schema.
package struct SchemaDirective: Sendable {
    /// The name in the schema.
    package let name: String
    /// The description as Markdown.
    package let description: String?
    /// The places where it may stand.
    package let locations: [DirectiveLocation]
    /// Whether it may stand several times in one place.
    package let isRepeatable: Bool
    let arguments: Range<Int>
    let isBuiltIn: Bool
}
