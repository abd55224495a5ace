/// A statement that answers one root field: one row with one text, the JSON of the field's value; null if it is larger
/// than the limit of the request.
///
/// The text depends on the shape of the request only, so it is a key for prepared statements.
package struct Statement: Sendable, Hashable {
    /// The SQL, with `$1` and so on for the parameters.
    package let text: String
    /// The values of the parameters.
    package let parameters: [SQLParameter]
    /// Whether it reads some rows by their keys only, and so takes next to no time.
    package let isLookup: Bool
}
