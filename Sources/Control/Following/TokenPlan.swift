import SourceDescriptions

/// Which contracts are asked for together.
package enum TokenPlan {
    /// Cuts the contracts that no source asks for already into groups, each for a source.
    ///
    /// - Parameter asked: the contracts of sources that are not loaded.
    package static func groups(of addresses: some Sequence<String>, besides asked: Set<String>) -> [[String]] {
        let missing = Set(addresses).subtracting(asked).sorted()
        return stride(from: 0, to: missing.count, by: NodeTokens.mostAddresses).map { start in
            Array(missing[start..<min(start + NodeTokens.mostAddresses, missing.count)])
        }
    }
}
