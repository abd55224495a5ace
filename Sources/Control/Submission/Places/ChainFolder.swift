import ETLModels

/// A folder that names the chain of all files below it: `chain_id=137`, as Hive and its successors partition a table.
struct ChainFolder: Hashable {
    /// The folder's name.
    let name: String
    let chain: ChainID

    /// Finds the folder in a path or a link; nil if there is none, or if it names no number.
    init?(in path: String) {
        let path = path.prefix { $0 != "?" }
        for folder in path.split(separator: "/").dropLast() {
            let parts = folder.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, ["chain_id", "chainid"].contains(parts[0].lowercased()) else { continue }
            guard let chain = ChainID(String(parts[1])) else { continue }
            self.name = String(folder)
            self.chain = chain
            return
        }
        return nil
    }
}
