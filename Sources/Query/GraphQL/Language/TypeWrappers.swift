/// The lists and non-nulls around a named type, the outermost first, two bits each.
///
/// 31 wrappers fit: 15 lists with non-null items in a non-null list.
struct TypeWrappers: Sendable, Hashable, BitwiseCopyable {
    private(set) var bits: UInt64 = 0

    static let maximumLists = 15

    var isNonNull: Bool { bits & 3 == 1 }
    var isList: Bool { bits & 3 == 2 }
    var isEmpty: Bool { bits == 0 }

    /// The wrappers within the outermost one.
    var inner: TypeWrappers { TypeWrappers(bits: bits >> 2) }
    /// The wrappers without an outermost non-null.
    var nullable: TypeWrappers { isNonNull ? inner : self }

    mutating func wrapInNonNull() { bits = bits << 2 | 1 }
    mutating func wrapInList() { bits = bits << 2 | 2 }

    /// The type as a document writes it.
    func description(of name: String) -> String {
        if isNonNull { return inner.description(of: name) + "!" }
        if isList { return "[" + inner.description(of: name) + "]" }
        return name
    }
}
