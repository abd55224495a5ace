internal import SourceDescriptions
internal import SourceReading
internal import Synchronization

/// The rows of token contracts, as they answer at one final block: through Multicall3 where the chain has it, else in batches
/// of calls. The rows do not depend on that.
///
/// A node is believed only as far as that can be compared: it must be of the source's chain and genesis block, and have the
/// source's block as a final one before the first call and after the last.
final class NodeTokenRows: ChainRows {
    private let source: NodeTokens
    private let node: KnownNode
    private let tokens: Range<Int>
    private var asking: NodeAsking
    private var proof: ChainProof
    private var calls: TokenCalls
    /// The most requests of a batch. Some nodes take 100.
    private var mostInBatch = 50
    private var hasRows = false

    /// The most calls through Multicall3 at once. 50 million, the usual bound of a call's gas, leave 250,000 for each.
    private static let mostTogether = 200

    /// - Parameter first: the number of the first contract.
    init(_ source: NodeTokens, from first: Int, _ node: KnownNode) {
        self.source = source
        self.node = node
        tokens = first..<source.addresses.count
        proof = ChainProof(ChainAnchor(source))
        asking = NodeAsking(node, of: source.shortName, for: .state(ofBlock: source.block))
        calls = TokenCalls(tokens: tokens)
    }

    func next(
        into piece: inout ChainPiece, _ pass: () throws(SourceError) -> Void
    ) throws(SourceError) -> Bool {
        piece.removeAll()
        guard !hasRows else {
            try proof.end(&asking)
            return false
        }
        while !calls.areDone || proof.block == nil {
            try pass()
            try ask()
        }
        guard let block = proof.block else { return false }
        for token in tokens {
            TokenRow(token, of: calls).append(source.addresses[token], at: block, to: &piece.text)
            piece.endRow(unit: UInt64(token), place: 0)
        }
        hasRows = true
        return true
    }
}

extension NodeTokenRows {
    /// Sends one request, or decides what to do after a failure. What has been answered stays.
    private func ask() throws(SourceError) {
        let open = calls.open
        do throws(NodeFailure) {
            try proof.make(for: asking)
            if calls.together.isEmpty { try askAlone() } else { try askTogether() }
            asking.succeed()
        } catch {
            calls.passAlone()
            if calls.open < open { asking.succeed() }
            guard !askLess(after: error) else { return }
            try asking.wait(after: error)
        }
    }

    /// Makes calls through Multicall3.
    private func askTogether() throws(NodeFailure) {
        let some = calls.together.prefix(Self.mostTogether)
        let data = Multicall.data(some.map { (source.addresses[$0.token], $0.function) })
        let outcome = try asking.endpoint.call(RPCRequest.call(Multicall.address, data, at: source.block))
        if case .returned(let returned) = outcome {
            guard let results = Multicall.results(returned, of: some.count) else {
                // It was created later, or is somewhere else.
                return calls.passTogether(calls.together.count)
            }
            for (call, result) in zip(some, results) {
                if let result { calls.end(call, .returned(result)) }
            }
        }
        // After a failure, which needs more gas or a longer answer than there is for one call, each is made alone.
        calls.passTogether(some.count)
    }

    /// Makes calls each by itself, several in a request.
    private func askAlone() throws(NodeFailure) {
        let some = Array(calls.alone.prefix(batchSize))
        let requests = some.map {
            RPCRequest.call(source.addresses[$0.token], $0.function.digits, at: source.block)
        }
        if requests.count > 1 {
            try asking.endpoint.calls(requests) { number, outcome in calls.end(some[number], outcome) }
        } else if let request = requests.first {
            calls.end(some[0], try asking.endpoint.call(request))
        }
        calls.passAlone()
    }

    /// The calls of the next batch.
    private var batchSize: Int {
        node.refusesBatches.load(ordering: .relaxed) ? 1 : mostInBatch
    }

    /// Makes less of the next request, where that may help.
    ///
    /// - Returns: whether to ask at once.
    private func askLess(after failure: NodeFailure) -> Bool {
        guard proof.holds(for: asking) else { return false }
        guard calls.together.isEmpty else {
            guard case .tooLarge = failure else { return false }
            calls.passTogether(min(Self.mostTogether, calls.together.count))
            return true
        }
        let count = min(batchSize, calls.alone.count)
        guard count > 1 else { return false }
        switch failure {
        case .tooLarge: mostInBatch = count / 2
        // Some nodes take no batches, and each says so in its own way.
        case .unsupported: mostInBatch = 1
        case .trouble, .wrongAnswer, .refused:
            let isTold = failure.words.lowercased().contains("batch")
            if isTold { node.refusesBatches.store(true, ordering: .relaxed) }
            guard isTold || asking.isStubborn else { return false }
            mostInBatch = 1
            asking.relent()
        default: return false
        }
        return true
    }
}
