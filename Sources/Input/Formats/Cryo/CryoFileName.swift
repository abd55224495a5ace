internal import ETLModels

/// Tells by the names that cryo gives its files what events they hold: `ethereum__erc20_approvals__00000000_to_00000048.csv`.
///
/// Approvals and transfers have the same columns, and no column says which of the two they are.
enum CryoFileName {
    private static let transfers = ["erc20_transfers", "erc721_transfers"]
    private static let approvals = ["erc20_approvals", "erc721_approvals"]

    /// Whether a path says that its file holds approvals.
    static func saysApprovals(_ path: String) -> Bool {
        let names = path.lowercased().prefix { $0 != "?" }.split(separator: "/")
        guard let file = names.last else { return false }
        if parts(of: file).contains(where: transfers.contains) { return false }
        return file.contains("approval")
            || names.dropLast().contains { parts(of: $0).contains(where: approvals.contains) }
    }

    /// The parts of a name: network, data set, label and range.
    private static func parts(of name: Substring) -> [String] {
        name.split(separator: "__").map(String.init)
    }
}

extension FormatMatch {
    /// Whether the source is one of cryo's whose events no column names, and a path says that they are approvals.
    package func holdsApprovals(at path: String) -> Bool {
        Cryo.isNamed(names, []) && CheckedField.event.positions(in: names).isEmpty && CryoFileName.saysApprovals(path)
    }
}
