/// The query of a link: what of it may be shown, and a hash of the rest.
///
/// Servers give their secrets any name. So of a query nothing is shown but the parameters that an operator calls harmless.
struct LinkQuery: Sendable, Hashable {
    /// The name of the hash in the name of a source.
    static let hashKey = "etl-hash"

    /// The parameters that tell which file it is, in their order: all but those of known signatures.
    let telling: [Substring]

    init(_ query: String?) {
        let all = Self.parameters(query)
        let keys = Set(all.map(Self.key))
        let known = keys.contains("sig") ? Self.always.union(Self.azure) : Self.always
        telling = all.filter { parameter in
            let key = Self.key(parameter)
            return !known.contains(key) && !Self.prefixes.contains(where: key.hasPrefix)
        }
    }

    /// Whether the query is nothing but the hash of another.
    var isHash: Bool { telling.count == 1 && endsInHash }

    /// Whether the last parameter is the hash of others.
    var endsInHash: Bool { telling.last.flatMap(Self.hash) != nil }

    /// The query of the source's name; nil if it has none.
    ///
    /// - Parameters:
    ///   - harmless: the parameters to show, in lower case.
    ///   - place: the link without its query.
    func name(showing harmless: Set<String>, at place: String) -> String? {
        // The name of a source stays as it is.
        guard !isHash else { return telling.first.map(String.init) }
        let shown = telling.filter { Self.isShown($0, harmless) }
        return Self.name(shown, telling.filter { !Self.isShown($0, harmless) }, at: place)
    }

    /// Whether a text is the query of the source's name under some setting.
    func isNamed(_ name: String?, at place: String) -> Bool {
        guard !isHash else { return self.telling.map(String.init) == Self.parameters(name).map(String.init) }
        var shown = Self.parameters(name)[...]
        var hash: String?
        if let last = shown.last, let digits = Self.hash(in: last), !telling.contains(last) {
            hash = digits
            shown.removeLast()
        }
        var hidden: [Substring] = []
        for parameter in telling {
            if parameter == shown.first { shown.removeFirst() } else { hidden.append(parameter) }
        }
        return shown.isEmpty && hash == (hidden.isEmpty ? nil : Self.hash(of: hidden, at: place))
    }

    private static func name(_ shown: [Substring], _ hidden: [Substring], at place: String) -> String? {
        let hash = hidden.isEmpty ? [] : ["\(hashKey)=\(hash(of: hidden, at: place))"[...]]
        return shown.isEmpty && hash.isEmpty ? nil : (shown + hash).joined(separator: "&")
    }

    private static func hash(of hidden: [Substring], at place: String) -> String {
        LinkHash.digits(of: place + "?" + hidden.joined(separator: "&"))
    }

    /// Some servers separate parameters by semicolons as well: one with a semicolon may hold others.
    private static func isShown(_ parameter: Substring, _ harmless: Set<String>) -> Bool {
        harmless.contains(key(parameter)) && !parameter.lowercased().contains { $0 == ";" }
            && !parameter.lowercased().contains("%3b") && !parameter.lowercased().contains("%26")
    }

    /// The digits of a parameter that is a hash.
    private static func hash(in parameter: Substring) -> String? {
        guard parameter.hasPrefix(hashKey + "=") else { return nil }
        let digits = parameter.dropFirst(hashKey.count + 1)
        let isHash = digits.utf8.count == 16 && digits.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        return isHash ? String(digits) : nil
    }

    private static func parameters(_ query: String?) -> [Substring] {
        query.map { $0.split(separator: "&") } ?? []
    }
}

extension LinkQuery {
    /// The parameters of AWS (signature version 4) and Google Cloud.
    private static let prefixes = ["x-amz-", "x-goog-"]

    /// The parameters of AWS (version 2), Google Cloud, CloudFront and Alibaba Cloud, and other usual names.
    private static let always: Set<String> = [
        "awsaccesskeyid", "googleaccessid", "ossaccesskeyid", "signature", "expires", "key-pair-id", "policy", "sig",
        "security-token", "access_token", "token", "api_key", "apikey", "password",
    ]

    /// The parameters of Azure's shared access signatures. Other links use such short names too, but without a `sig`.
    private static let azure: Set<String> = [
        "sv", "se", "sr", "sp", "st", "spr", "sip", "ss", "srt", "skoid", "sktid", "skt", "ske", "sks", "skv", "sdd",
        "saoid", "suoid", "scid",
    ]

    /// A parameter's name in lower case, percent-decoded.
    static func key(_ parameter: Substring) -> String {
        let name = parameter.prefix { $0 != "=" }
        return String(decoding: PercentEncoding.decoded(name.utf8), as: UTF8.self).lowercased()
    }
}
