internal import Downloads
internal import SourceDescriptions

/// One URL of a node: sends requests, and reads the answers as they arrive. Calls block.
final class NodeEndpoint: Sendable {
    let address: WebAddress
    private let rate = RequestRate()
    private let client: PostClient
    /// The name of its node, and its place among the node's URLs.
    private let place: (node: String, url: Int)
    private let observer: @Sendable (NodeNotice) -> Void
    private let secrets: [String]

    init(
        _ address: WebAddress, _ place: (node: String, url: Int), _ client: PostClient,
        observer: @escaping @Sendable (NodeNotice) -> Void
    ) {
        self.address = address
        self.client = client
        self.place = place
        self.observer = observer
        secrets = NodeSecrets.texts(of: address)
        noteRate()
    }

    private func noteRate() {
        observer(.allowed(node: place.node, url: place.url, perSecond: rate.perSecond))
    }

    /// Tells of the outcome of a request.
    func note(_ outcome: NodeOutcome) {
        observer(.requested(node: place.node, url: place.url, outcome))
        guard outcome == .ok else { return }
        rate.succeed()
        noteRate()
    }

    /// Tells of the outcome of what is asked, if that decides it.
    func noting<Value>(_ ask: () throws(NodeFailure) -> Value) throws(NodeFailure) -> Value {
        do throws(NodeFailure) {
            let value = try ask()
            note(.ok)
            return value
        } catch {
            if let outcome = NodeOutcome(error) { note(outcome) }
            throw error
        }
    }

    /// The server has refused a request because of its rate: nothing is sent for a while, and less after it.
    func slowDown(for pause: Duration) {
        rate.slowDown(for: pause)
        noteRate()
    }

    /// Sends a request when it is its turn.
    func send(_ request: RPCRequest) throws(NodeFailure) -> PostedRequest { try send(request.body) }

    /// Sends requests as one.
    func send(batch: [RPCRequest]) throws(NodeFailure) -> PostedRequest { try send(RPCRequest.body(of: batch)) }

    /// Sends a request, or nothing if it is not its turn.
    func sendAtOnce(_ request: RPCRequest) throws(NodeFailure) -> PostedRequest? {
        rate.reserveAtOnce() ? try post(request.body) : nil
    }

    private func send(_ body: [UInt8]) throws(NodeFailure) -> PostedRequest {
        try wait(rate.reserve())
        return try post(body)
    }

    private func post(_ body: [UInt8]) throws(NodeFailure) -> PostedRequest {
        do throws(PostFailure) {
            return try client.post(body, to: address)
        } catch {
            let failure = failure(error)
            if let outcome = NodeOutcome(failure) { note(outcome) }
            throw failure
        }
    }

    /// Waits, unless the process is stopping.
    func wait(_ pause: Duration) throws(NodeFailure) {
        guard pause > .zero else { return }
        do throws(PostFailure) {
            try client.wait(pause)
        } catch {
            throw failure(error)
        }
    }

    /// Asks for a single value.
    ///
    /// - Returns: its JSON.
    func value(_ request: RPCRequest) throws(NodeFailure) -> [UInt8] {
        try value(of: try send(request))
    }

    /// Reads the answer to a request for a single value.
    func value(of posted: PostedRequest) throws(NodeFailure) -> [UInt8] {
        var parser = AnswerParser(splitsResult: false)
        try read(posted, into: &parser, limit: NodeLimits.valueBytes, isRange: false) { _ in }
        guard let value = parser.members["result"] else { throw .wrongAnswer("the answer has no result") }
        return value
    }
}

extension NodeEndpoint {
    /// Reads an answer to its end, and fails if it is an error.
    ///
    /// - Parameters:
    ///   - limit: the most bytes.
    ///   - isRange: whether it is about several blocks.
    ///   - reader: reads elements of the result.
    ///   - onElement: called with each element of the result that `reader` has not read.
    func read(
        _ posted: PostedRequest, into parser: inout AnswerParser, limit: Int, isRange: Bool,
        reader: AnswerParser.ElementReader? = nil, onElement: (RawSpan) throws(AnswerFault) -> Void
    ) throws(NodeFailure) {
        do throws(NodeFailure) {
            try readAll(posted, into: &parser, limit: limit, isRange: isRange, reader, onElement)
            note(.ok)
        } catch {
            if let outcome = NodeOutcome(error) { note(outcome) }
            throw error
        }
    }

    private func readAll(
        _ posted: PostedRequest, into parser: inout AnswerParser, limit: Int, isRange: Bool,
        _ reader: AnswerParser.ElementReader?, _ onElement: (RawSpan) throws(AnswerFault) -> Void
    ) throws(NodeFailure) {
        let (status, pause) = try head(of: posted)
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var total = 0
        while true {
            let count = try next(of: posted, into: &buffer, isRange: isRange && total > 0)
            guard count > 0 else { break }
            total += count
            guard total <= limit else { throw .tooLarge(.none, "the answer has more than \(limit >> 20) MB") }
            do throws(AnswerFault) {
                try parser.take(buffer[..<count], reader: reader, onElement)
            } catch {
                guard status == 200 else { throw refusal(status, pause, buffer[..<count]) }
                throw failure(error)
            }
        }
        if let error = parser.members["error"], error != Array("null".utf8) {
            let found = RPCError(json: error)
            throw NodeFailure(
                RPCError(code: found.code, text: redacted(found.text)), status: status, isRange: isRange, pause: pause)
        }
        guard status == 200 else { throw refusal(status, pause, []) }
        guard parser.isComplete else {
            throw isRange ? .tooLarge(.none, "the answer is cut off") : .wrongAnswer("the answer is cut off")
        }
    }

    /// An answer as it came.
    struct Body {
        let status: Int
        /// What the server asks for.
        let pause: Duration?
        /// Nil if there are more than the limit.
        let bytes: [UInt8]?
    }

    /// Reads an answer to its end, or to a limit, and fails only if none arrives.
    func body(of posted: PostedRequest, limit: Int) throws(NodeFailure) -> Body {
        let (status, pause) = try head(of: posted)
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var bytes: [UInt8] = []
        while true {
            let count = try next(of: posted, into: &buffer, isRange: false)
            guard count > 0 else { break }
            guard bytes.count + count <= limit else { return Body(status: status, pause: pause, bytes: nil) }
            bytes += buffer[..<count]
        }
        return Body(status: status, pause: pause, bytes: bytes)
    }

    private func head(of posted: PostedRequest) throws(NodeFailure) -> (status: Int, pause: Duration?) {
        do throws(PostFailure) {
            return try posted.head()
        } catch {
            throw failure(error)
        }
    }

    /// - Parameter isCut: whether an end means that the answer was too large for somebody on the way.
    private func next(
        of posted: PostedRequest, into buffer: inout [UInt8], isRange isCut: Bool
    ) throws(NodeFailure) -> Int {
        do throws(PostFailure) {
            return try posted.read(into: &buffer)
        } catch {
            if case .failed(let words) = error, isCut { throw .tooLarge(.none, words) }
            throw failure(error)
        }
    }

    private func refusal(_ status: Int, _ pause: Duration?, _ body: ArraySlice<UInt8>) -> NodeFailure {
        NodeFailure(status: status, pause: pause, text: String(decoding: body.prefix(2000), as: UTF8.self))
    }

    /// What a fault of an answer means.
    func failure(_ fault: AnswerFault) -> NodeFailure {
        switch fault {
        case .malformed(let what): .wrongAnswer("the answer is wrong: \(what)")
        case .tooLarge: .tooLarge(.none, "the answer has too many logs, or too long ones")
        }
    }

    private func failure(_ failure: PostFailure) -> NodeFailure {
        switch failure {
        case .failed(let words): .unreachable(words)
        case .stopped: .stopped
        }
    }

    /// A node's words without what its URL has of secrets: a node may repeat its URL, or a part of it.
    func redacted(_ text: String) -> String { secrets.reduce(text) { $0.replacing($1, with: "…") } }
}
