import HummingbirdCore

extension URI {
    /// The value of a parameter; nil if it is empty.
    func parameter(_ name: String) -> String? {
        queryParameters[name[...]].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The reason that it names. An empty reason is a reason, too.
    var reason: String? { queryParameters["reason"].map(String.init) }

    /// Whether a parameter has a NUL: no text of the database has one.
    var hasNUL: Bool { queryParameters.contains { $0.value.utf8.contains(0) } }
}
