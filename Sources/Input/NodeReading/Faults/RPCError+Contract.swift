extension RPCError {
    /// Whether the contract is at fault, in the words of several nodes: the same call ends the same way everywhere.
    ///
    /// Checked before anything else: what a contract says of its fault may read like a node's.
    var isOfContract: Bool {
        let lower = text.lowercased()
        return code == 3 || Self.contractWords.contains { lower.contains($0) }
    }

    private static let contractWords = [
        "reverted", "invalid opcode", "out of gas", "invalid jump", "stack underflow", "stack limit",
        "stack overflow", "vm execution error", "evm error", "bad instruction", "invalid instruction",
        "write protection",
        "return data out of bounds", "gas uint64 overflow", "max call depth", "invalid code: must not begin",
    ]
}
