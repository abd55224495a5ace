/// The values of an operation's variables after coercion.
package struct Variables: Sendable, Hashable {
    /// The values by the numbers of the variables' names in the document.
    var values: [Int32: InputValue] = [:]
    /// The variables with values, in the order of their definitions.
    package internal(set) var fields: [InputValue.Field] = []

    mutating func set(_ number: Int32, _ name: String, _ value: InputValue) {
        if values.updateValue(value, forKey: number) != nil { fields.removeAll { $0.name == name } }
        fields.append(InputValue.Field(name, value))
    }

    /// The value of a variable, or nil if it has none.
    package subscript(name: String) -> InputValue? {
        fields.first { $0.name == name }?.value
    }
}
