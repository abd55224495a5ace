/// A function of a token contract that takes nothing.
enum TokenFunction: Hashable, CaseIterable {
    case symbol, name, decimals, totalSupply
    /// `SYMBOL()`, `NAME()` and `DECIMALS()`: the public constants of some contracts.
    case symbolInCapitals, nameInCapitals, decimalsInCapitals

    /// Those that every contract is asked for.
    static let usual: [TokenFunction] = [.symbol, .name, .decimals, .totalSupply]

    /// The first four bytes of the Keccak-256 of its signature.
    var selector: UInt32 {
        switch self {
        case .symbol: 0x95D8_9B41
        case .name: 0x06FD_DE03
        case .decimals: 0x313C_E567
        case .totalSupply: 0x1816_0DDD
        case .symbolInCapitals: 0xF76F_8D78
        case .nameInCapitals: 0xA3F4_DF7E
        case .decimalsInCapitals: 0x2E0F_2625
        }
    }

    /// The same in capitals; nil if no contract is asked for that.
    var inCapitals: TokenFunction? {
        switch self {
        case .symbol: .symbolInCapitals
        case .name: .nameInCapitals
        case .decimals: .decimalsInCapitals
        default: nil
        }
    }

    /// Whether what a contract returns is an answer, so that the function in capitals is not needed.
    func isAnswered(by outcome: CallOutcome) -> Bool {
        guard case .returned(let data) = outcome else { return false }
        return switch self {
        case .decimals: ABIData.number(data) != nil
        default: ABIData.string(data) != nil
        }
    }
}

/// A call of a function of one of a source's contracts.
struct TokenCall: Hashable {
    /// The number of the contract in the source.
    let token: Int
    let function: TokenFunction
}

/// How a call has ended, for good: a node that has trouble is asked again instead.
enum CallOutcome: Hashable {
    /// What the contract returned; nothing if there is no contract.
    case returned([UInt8])
    /// The contract reverted, or returned more than is read.
    case failed
}
