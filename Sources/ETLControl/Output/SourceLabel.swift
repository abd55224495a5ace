/// Short names for the sources of a list.
enum SourceLabel {
    /// The paths without the folders that all of them are in.
    static func labels(of uris: [String]) -> [String] {
        let paths = uris.map { $0.split(separator: "/") }
        var common = max(0, (paths.first?.count ?? 1) - 1)
        for path in paths {
            let same = zip(path.dropLast(), paths[0]).prefix { $0 == $1 }.count
            common = min(common, same)
        }
        return paths.map { Format.printable($0.dropFirst(common).joined(separator: "/")) }
    }
}
