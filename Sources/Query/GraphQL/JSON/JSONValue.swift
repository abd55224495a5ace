/// A JSON value; objects keep the order of their members, and numbers their text.
///
/// Source: RFC 8259.
package enum JSONValue: Sendable, Hashable {
    /// A member of an object.
    package struct Member: Sendable, Hashable {
        /// The name; no other member of the object has it.
        package var name: String
        /// The value.
        package var value: JSONValue

        /// A member of a name and a value.
        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    case null
    case boolean(Bool)
    /// A number as it stands in the text, so that no digit is lost.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// The value of an object's member, or nil if there is none. The cost is linear in the members.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.hasBytes(of: name) }?.value
    }
}
