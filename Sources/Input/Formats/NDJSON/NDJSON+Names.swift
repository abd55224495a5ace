internal import ETLModels

extension NDJSON {
    /// The names of members as the kind's columns may be called: cryo's are other names than the kind's.
    static func fieldNames(_ names: [String], _ renames: [ColumnRename], of kind: RecordKind) -> [String] {
        Cryo.isNamed(names, renames) ? Cryo.columns(names, renames, of: kind) : names
    }

    /// The member of each column of a kind: by the name that the source's beginning has for it, else that of the table.
    static func members(for kind: RecordKind, among names: [String], _ renames: [ColumnRename]) -> [String] {
        let fields = fieldNames(names, renames, of: kind)
        let free = { (name: String) in !renames.contains { $0.isOf(name) } }
        let places = names.indices.filter { free(names[$0]) }
        return kind.schema.columns.map { column in
            if let rename = renames.first(where: { $0.column == column.name }) { return rename.name }
            let wanted = column.headerNames.lazy
            // By cryo's name for the contract, the amounts are known as cryo's.
            let contract = places.first { place in
                fields[place] == column.name && Cryo.contractNames.contains(HeaderName.normalized(names[place]))
            }
            let place =
                contract ?? wanted.compactMap { name in places.first { fields[$0] == name } }.first
                ?? wanted.compactMap { name in places.first { HeaderName.normalized(fields[$0]) == name } }.first
            return place.map { names[$0] } ?? column.headerNames.first(where: free) ?? ""
        }
    }
}
