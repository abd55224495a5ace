internal import SourceReading

/// Asks a node until it answers: a few times at short intervals, of each of its URLs in turn. Longer waiting is for the
/// queue, and not for a worker's hand.
struct NodeAsking {
    private let node: KnownNode
    private let path: String
    private let need: NodeNeed
    /// The URL that is asked.
    private(set) var place = 0
    private var failures = 0

    /// The requests that may fail in a row.
    private static let attempts = 5
    private static let pause = (first: Duration.milliseconds(250), longest: Duration.seconds(5))

    init(_ node: KnownNode, of path: String, for need: NodeNeed) {
        self.node = node
        self.path = path
        self.need = need
    }

    /// The URL to ask.
    var endpoint: NodeEndpoint { node.endpoints[place % node.endpoints.count] }

    /// Whether another try should be for fewer blocks.
    var isStubborn: Bool { failures >= 3 }

    /// Allows another try, because it is for fewer blocks.
    mutating func relent() { failures = min(failures, 2) }

    /// Forgets failures after an answer.
    mutating func succeed() { failures = 0 }

    /// Asks until there is an answer.
    func answer<Answer>(
        _ ask: (NodeEndpoint) throws(NodeFailure) -> Answer
    ) throws(SourceError) -> Answer {
        var asking = self
        while true {
            do throws(NodeFailure) {
                return try ask(asking.endpoint)
            } catch {
                try asking.wait(after: error)
            }
        }
    }

    /// Waits until the next try, and turns to the next URL; or fails.
    mutating func wait(after failure: NodeFailure) throws(SourceError) {
        failures += 1
        if failure == .stopped { throw SourceError(path, .inputOutput(failure.words)) }
        if failure.isRefusal { endpoint.note(.refused) }
        let isLast = failures >= max(Self.attempts, node.endpoints.count)
        // A node that has lost a block, or that is another's, does not mend itself. Another URL may have it.
        if failure.isFinal, failures >= node.endpoints.count { throw fault(failure) }
        guard !isLast else { throw fault(failure) }
        var pause =
            min(Self.pause.first * (1 << min(failures - 1, 10)), Self.pause.longest) * Double.random(in: 0.5...1)
        if case .tooFast(let wanted, _) = failure {
            let wanted = min(wanted ?? .seconds(1), .seconds(30))
            endpoint.slowDown(for: wanted)
            pause = max(pause, wanted)
        } else {
            place += 1
        }
        do throws(NodeFailure) {
            try endpoint.wait(pause)
        } catch {
            throw SourceError(path, .inputOutput(error.words))
        }
    }

    /// The error of a node that does not answer.
    func fault(_ failure: NodeFailure) -> SourceError {
        SourceError(path, .node(NodeFault(failure.remedy(for: need), mayPass: failure.mayPass)))
    }
}

/// What a source needs a node to have.
enum NodeNeed {
    /// The logs of blocks.
    case logs
    /// The receipts of blocks.
    case receipts
    /// What contracts answer at a block.
    case state(ofBlock: UInt64)

    /// The method that serves it.
    var method: String {
        switch self {
        case .logs: "eth_getLogs"
        case .receipts: "eth_getBlockReceipts"
        case .state: "eth_call"
        }
    }

    /// What to do if the node has removed it.
    var remedy: String {
        switch self {
        case .logs, .receipts:
            "The node has removed these blocks: set the URL of a node with their history in ETL_NODES, and replay the letter"
        case .state(let block):
            "The node has removed the state of block \(block): discard the letter and retire the source, so that the tokens are asked for at a newer block, or set the URL of an archive node in ETL_NODES, and replay the letter"
        }
    }
}

extension NodeFailure {
    /// Whether it is the content of an answer that is at fault.
    fileprivate var isRefusal: Bool {
        switch self {
        case .wrongAnswer, .unprovable, .otherChain: true
        default: false
        }
    }

    /// Whether asking the same again is of no use.
    var isFinal: Bool {
        switch self {
        case .pruned, .unsupported, .otherChain: true
        default: false
        }
    }

    /// Whether the node may give the same later.
    fileprivate var mayPass: Bool {
        if case .unprovable = self { return false }
        return !isFinal
    }

    /// The fault, and what to do.
    fileprivate func remedy(for need: NodeNeed) -> String {
        switch self {
        case .pruned: "\(words). \(need.remedy)"
        case .unsupported:
            "\(words). Set the URL of a node that serves \(need.method) and eth_getBlockByNumber in ETL_NODES"
        case .notYet: "\(words). The extractor asks again later"
        case .unprovable:
            "\(words). If the chain has other rules than Ethereum, it cannot be proven: use --verify second, or none, after `etl dead-letters discard` and `etl sources retire` of these blocks"
        case .otherChain: words
        default: "\(words); asked several times"
        }
    }
}
