/// The calls to the contracts of a source: which are still to be made, and how the others have ended.
struct TokenCalls {
    /// Those that may be made with others in one call.
    private(set) var together: [TokenCall] = []
    /// Those that are made each by itself. In a call with others, one contract may use up the gas of all that follow, which then
    /// seem to fail: so whatever has failed there is asked again here.
    private(set) var alone: [TokenCall] = []
    private var outcomes: [TokenCall: CallOutcome] = [:]
    private let tokens: Range<Int>
    private var hasAskedInCapitals = false

    init(tokens: Range<Int>) {
        self.tokens = tokens
        together = tokens.flatMap { token in TokenFunction.usual.map { TokenCall(token: token, function: $0) } }
    }

    /// The number of calls that have not ended.
    var open: Int { together.count + alone.count }

    /// Whether every call has ended that is needed.
    var areDone: Bool { open == 0 && hasAskedInCapitals }

    /// A call has ended.
    mutating func end(_ call: TokenCall, _ outcome: CallOutcome) { outcomes[call] = outcome }

    /// Takes calls off the list of those that are made together: they have ended, or are made alone.
    mutating func passTogether(_ count: Int) {
        alone += together.prefix(count).filter { outcomes[$0] == nil }
        together.removeFirst(count)
        goOn()
    }

    /// Takes those that have ended off the list of calls that are made alone.
    mutating func passAlone() {
        alone.removeAll { outcomes[$0] != nil }
        goOn()
    }

    /// Asks for functions in capitals once all others have ended.
    private mutating func goOn() {
        guard open == 0, !hasAskedInCapitals else { return }
        hasAskedInCapitals = true
        for token in tokens {
            for function in TokenFunction.usual {
                guard let capitals = function.inCapitals, !function.isAnswered(by: self[token, function]) else {
                    continue
                }
                together.append(TokenCall(token: token, function: capitals))
            }
        }
    }

    /// How a call has ended; failed if it was not needed.
    subscript(token: Int, function: TokenFunction) -> CallOutcome {
        outcomes[TokenCall(token: token, function: function)] ?? .failed
    }
}
