/// The kinds of record there are. The one registry: a new kind is one more case here.
public enum RecordKind: UInt8, Sendable, Hashable, CaseIterable {
    /// Token contracts with their metadata.
    case tokens = 1
    /// Transfers of tokens between accounts.
    case tokenTransfers = 2

    /// The type of the kind's records.
    public var recordType: any Record.Type {
        switch self {
        case .tokens: Token.self
        case .tokenTransfers: TokenTransfer.self
        }
    }

    /// The kind's name, which is its table's: `tokens`, `token_transfers`.
    public var name: String { recordType.table }

    /// The kind of a name.
    public init?(name: String) {
        guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}
