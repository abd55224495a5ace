/// The name of a field: its column in the table, and its names in exports.
///
/// Made of static strings, so that naming a field costs nothing where the name is unused.
public struct Field: Sendable {
    /// The column's name in the table and in today's exports.
    public let name: StaticString
    /// Names that older exports use, most recent first.
    public let aliases: (StaticString?, StaticString?)

    /// Names a field.
    @inlinable
    public init(_ name: StaticString, or alias: StaticString? = nil, _ olderAlias: StaticString? = nil) {
        self.name = name
        aliases = (alias, olderAlias)
    }
}
