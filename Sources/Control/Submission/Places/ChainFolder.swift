import ETLModels
import SourceDescriptions

/// A folder that names the chain of all files below it: `chain_id=137`.
struct ChainFolder: Hashable {
    /// The folder's name.
    let name: String
    let chain: ChainID

    /// Finds the folder in a path or a link; nil if there is none, or if it names no number.
    init?(in uri: String) {
        for found in PartitionFolder.all(in: uri) {
            guard ["chain_id", "chainid"].contains(found.name.lowercased()) else { continue }
            guard let chain = ChainID(String(found.value)) else { continue }
            self.name = found.folder
            self.chain = chain
            return
        }
        return nil
    }
}
