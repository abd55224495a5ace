extension NodeFailure {
    /// Classifies an error that a node answers: by its text first, because the codes mean different things to different nodes. Two statuses of
    /// HTTP mean the same everywhere.
    ///
    /// - Parameters:
    ///   - status: that of the answer.
    ///   - isRange: whether the request was for several blocks.
    ///   - pause: what the server asks for.
    init(_ error: RPCError, status: Int = 200, isRange: Bool, pause: Duration?) {
        let text = error.text.lowercased()
        let words = "the node answers: \(error.text.isEmpty ? "code \(error.code ?? 0)" : error.text)"
        let hint = RangeHint(text)
        if status == 429 || text.has(Self.rateWords) {
            self = .tooFast(pause: pause, words)
        } else if status == 413 || hint != .none || text.has(Self.sizeWords) {
            self = .tooLarge(hint, words)
        } else if text.has(Self.prunedWords) || error.code == 4444 {
            self = .pruned(words)
        } else if text.has(Self.laterWords) {
            self = .notYet(words)
        } else if text.has(Self.troubleWords) {
            self = .trouble(words)
        } else if Self.refusals.contains(status) {
            self = .refused("status \(status), and \(words): check the login or the key of the URL in ETL_NODES")
        } else {
            self.init(code: error.code, words, isRange: isRange, pause: pause)
        }
    }

    private init(code: Int?, _ words: String, isRange: Bool, pause: Duration?) {
        switch code {
        case 429: self = .tooFast(pause: pause, words)
        case -32005 where !isRange: self = .tooFast(pause: pause, words)
        // Some nodes use this code for results beyond their limit, without words for it.
        case -32005: self = .tooLarge(.none, words)
        case -32601, -32004: self = .unsupported(words)
        case -32001, -39001: self = .notYet(words)
        default: self = .trouble(words)
        }
    }

    /// Classifies an answer of HTTP that is no answer of the node.
    init(status: Int, pause: Duration?, text: String) {
        let words = "the server responds with status \(status)"
        let lower = text.lowercased()
        switch status {
        case 429: self = .tooFast(pause: pause, words)
        case _ where Self.refusals.contains(status):
            self = .refused("\(words): check the login or the key of the URL in ETL_NODES")
        case 404, 405: self = .refused("\(words): check the URL in ETL_NODES")
        case 413: self = .tooLarge(.none, words)
        default: self = lower.has(Self.sizeWords) ? .tooLarge(RangeHint(lower), words) : .trouble(words)
        }
    }

    /// The statuses with which a server refuses a login or a key.
    private static let refusals = [401, 403, 407]
    private static let rateWords = [
        "rate limit", "ratelimit", "too many requests", "request rate", "requests per second",
        "compute units per second",
        "capacity exceeded", "throughput", "daily request count", "call rate",
    ]
    private static let sizeWords = [
        "query returned more than", "query exceeds max results", "exceeds max results", "too many logs",
        "response too large", "response size", "response is too big", "block range too large",
        "block range is too large",
        "range is too wide", "range too wide", "block range limit exceeded", "block range exceeded",
        "narrow your filter", "logs matched by query exceeds", "query timeout exceeded", "log response size exceeded",
        "exceed maximum block range", "range is too large", "too many results", "limit the query",
        "is greater than the limit",
        "request timed out", "execution timeout", "too large",
    ]
    private static let prunedWords = [
        "pruned", "missing trie node", "history unavailable", "state is not available", "historical state",
        "state not available", "block is out of range of stored", "ancient",
    ]
    private static let laterWords = [
        "beyond current head", "beyond the current head", "header not found", "unknown block", "block not found",
        "cannot be found", "not yet", "block is not available", "after last accepted block", "is in the future",
        "greater than latest",
    ]
    private static let troubleWords = [
        "no backend is currently healthy", "still initializing", "internal error", "bad gateway", "gateway time",
        "service unavailable", "temporarily unavailable", "connection refused",
    ]
}

extension String {
    fileprivate func has(_ words: [String]) -> Bool { words.contains { contains($0) } }
}
