/// A range of indices of one of the document's arrays.
struct IndexRange: Sendable, BitwiseCopyable {
    var lower: Int32
    var upper: Int32

    static let empty = IndexRange(lower: 0, upper: 0)

    var indices: Range<Int> { Int(lower)..<Int(upper) }
    var isEmpty: Bool { lower == upper }
}

/// A name of a document: its number in the table of names, and its offset.
struct NameNode: Sendable, BitwiseCopyable {
    var number: Int32
    var start: Int32

    static let none = NameNode(number: -1, start: -1)

    var exists: Bool { number >= 0 }
}

/// The selections between two braces: a range of the document's preorder array of selections.
struct SelectionSet: Sendable, BitwiseCopyable {
    /// The offset of the brace, or -1 for a field without selections.
    var start: Int32
    var selections: IndexRange

    static let none = SelectionSet(start: -1, selections: .empty)

    var exists: Bool { start >= 0 }
    /// The number that identifies the set: no two sets have the same first selection.
    var identity: Int32 { selections.lower }
}

/// A field, a fragment spread or an inline fragment.
struct Selection: Sendable, BitwiseCopyable {
    enum Kind: UInt8 { case field, spread, inlineFragment }

    var kind: Kind
    var start: Int32
    /// The name of the field, of the fragment or of the type condition.
    var name: NameNode
    /// The alias of a field, or its name.
    var responseName: Int32
    var arguments: IndexRange = .empty
    var directives: IndexRange = .empty
    var selectionSet: SelectionSet = .none
    /// The index of the next selection that is not within this one.
    var end: Int32
}

struct ArgumentNode: Sendable, BitwiseCopyable {
    var name: NameNode
    /// The index of the value.
    var value: Int32
}

struct DirectiveNode: Sendable, BitwiseCopyable {
    var start: Int32
    var name: NameNode
    var arguments: IndexRange
}

/// A literal or a variable; the values of a list and the fields of an object follow it in preorder.
struct ValueNode: Sendable, BitwiseCopyable {
    enum Kind: UInt8 {
        case variable, int, float, string, blockString, boolean, null, enumeration, list, object
        /// A field of an object; its value follows.
        case objectField
    }

    var kind: Kind
    var start: Int32
    /// The offset after the first token.
    var tokenEnd: Int32
    /// The name of a variable, an enum value or an object field; a boolean is its first letter's token.
    var name: NameNode = .none
    /// The index of the next value that is not within this one.
    var end: Int32
}

/// A reference to a type as a document writes it.
struct TypeNode: Sendable, BitwiseCopyable {
    var start: Int32
    var name: NameNode
    var wrappers: TypeWrappers
}

struct VariableNode: Sendable, BitwiseCopyable {
    /// The offset of the dollar sign.
    var start: Int32
    var name: NameNode
    var type: TypeNode
    /// The index of the default value, or -1.
    var defaultValue: Int32
    var directives: IndexRange
}

struct OperationNode: Sendable, BitwiseCopyable {
    var kind: OperationKind
    var start: Int32
    var name: NameNode
    var variables: IndexRange
    var directives: IndexRange
    var selectionSet: SelectionSet
}

struct FragmentNode: Sendable, BitwiseCopyable {
    var start: Int32
    var name: NameNode
    var typeCondition: NameNode
    var directives: IndexRange
    var selectionSet: SelectionSet
}

/// A definition or an extension of the type system, which a service does not execute.
struct TypeSystemNode: Sendable, BitwiseCopyable {
    var start: Int32
    /// The name of the type or the directive, or none for a schema.
    var name: NameNode
}
