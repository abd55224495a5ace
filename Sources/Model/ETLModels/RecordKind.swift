/// The registry of record kinds. A new kind adds a case here.
public enum RecordKind: UInt8, Sendable, Hashable, CaseIterable {
    /// Token contracts with their metadata.
    case tokens = 1
    /// Transfers of tokens between accounts.
    case tokenTransfers = 2

    /// Passes the type of the kind's records to the visitor.
    @inlinable
    @_lifetime(visitor: copy visitor)
    public func dispatch<Visitor: KindVisitor & ~Copyable & ~Escapable>(
        to visitor: inout Visitor
    ) throws(Visitor.Failure) -> Visitor.Output {
        switch self {
        case .tokens: try visitor.visit(Token.self)
        case .tokenTransfers: try visitor.visit(TokenTransfer.self)
        }
    }

    /// The kind's name, which is its table's: `tokens`, `token_transfers`.
    public var name: String { recordType.table }

    /// The kind of a name.
    public init?(name: String) {
        guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }

    /// The name of the kind's items in ethereum-etl's streams.
    public var itemType: String { recordType.itemType }

    /// The kind of a file without any content, by its name, without the directory; see ``Record/fileNamePart``.
    public init?(emptyFileNamed name: String) {
        let kinds = Self.allCases.filter {
            let part = $0.recordType.fileNamePart
            return part.isEmpty || name.contains(part)
        }
        guard let kind = kinds.max(by: { $0.recordType.fileNamePart.count < $1.recordType.fileNamePart.count }) else {
            return nil
        }
        self = kind
    }
}

/// Work on records whose kind is known only at run time; see ``RecordKind/dispatch(to:)``.
///
/// The kind calls the visitor with each type by name, so that the compiler specialises the work for each kind. Work
/// that gets its type from ``RecordKind/recordType`` does the same, but looks up every call: several times slower.
public protocol KindVisitor: ~Copyable, ~Escapable {
    /// The error of the work.
    associatedtype Failure: Error
    /// The result of the work.
    associatedtype Output

    /// Does the work on records of a type.
    mutating func visit<Kind: Record>(_ type: Kind.Type) throws(Failure) -> Output
}

extension RecordKind {
    /// The type of the kind's records, for its description. To read or write records, use ``dispatch(to:)``.
    public var recordType: any Record.Type {
        var visitor = TypeVisitor()
        return dispatch(to: &visitor)
    }
}

private struct TypeVisitor: KindVisitor {
    mutating func visit<Kind: Record>(_ type: Kind.Type) -> any Record.Type { type }
}
