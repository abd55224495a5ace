/// The kind of a type, as introspection names it.
///
/// Source: spec.graphql.org/October2021/#sec-The-__Type-Type.
package enum TypeKind: String, Sendable, Hashable, CaseIterable {
    case scalar = "SCALAR"
    case object = "OBJECT"
    case interface = "INTERFACE"
    case union = "UNION"
    case enumeration = "ENUM"
    case inputObject = "INPUT_OBJECT"
    case list = "LIST"
    case nonNull = "NON_NULL"

    var isComposite: Bool { self == .object || self == .interface || self == .union }
    var isAbstract: Bool { self == .interface || self == .union }
    var isLeaf: Bool { self == .scalar || self == .enumeration }
    var isInput: Bool { isLeaf || self == .inputObject }
    var isOutput: Bool { self != .inputObject }

    var description: String {
        switch self {
        case .scalar: "A scalar."
        case .object: "An object, with `fields` and `interfaces`."
        case .interface: "An interface, with `fields`, `interfaces` and `possibleTypes`."
        case .union: "A union, with `possibleTypes`."
        case .enumeration: "An enum, with `enumValues`."
        case .inputObject: "An input object, with `inputFields`."
        case .list: "A list of `ofType`."
        case .nonNull: "A type `ofType` that is never null."
        }
    }
}
