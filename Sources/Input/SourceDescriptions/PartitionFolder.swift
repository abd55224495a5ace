/// A folder that names a value of all files below it, `name=value`, as Hive and its successors partition a table.
package struct PartitionFolder: Sendable, Hashable {
    /// The folder, decoded.
    package let folder: String
    /// What is before the first equals sign.
    package let name: Substring
    /// What follows it.
    package let value: Substring

    private init?(_ folder: String) {
        let parts = folder.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        (self.folder, name, value) = (folder, parts[0], parts[1])
    }

    /// The components of a path, or of the path of a link: folders, and then the file. In links they are decoded, because these may
    /// have `%3D` for an equals sign.
    package static func components(of uri: String) -> [String] {
        guard WebAddress.isMeant(by: uri) else { return uri.split(separator: "/").map(String.init) }
        return uri.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map { component in
            String(decoding: PercentEncoding.decoded(component.utf8), as: UTF8.self)
        }
    }

    /// Such folders of a path, or of a link, in their order.
    package static func all(in uri: String) -> [PartitionFolder] {
        components(of: uri).dropLast().compactMap { PartitionFolder($0) }
    }
}
