internal import Downloads
internal import SourceDescriptions

/// The logs of some blocks, of one answer that agrees with itself, with the range, and with the headers that are read.
struct LogAnswer {
    private let blocks: ClosedRange<UInt64>
    private let range: NodeRange

    /// How often an answer is compared with others if the bloom filter of the last block admits a transfer that the answer
    /// has not. Filters admit some that never were.
    private static let doubts = 3
    private static let doubtPause = Duration.milliseconds(500)
    /// The headers that are asked for at the same time.
    private static let window = 6

    init(_ blocks: ClosedRange<UInt64>, in range: NodeRange) {
        self.blocks = blocks
        self.range = range
    }

    /// Asks for the logs.
    ///
    /// Nodes that have lost logs, or have not indexed them yet, answer with none. So an answer that may lack some is
    /// compared with another one.
    ///
    /// - Parameters:
    ///   - other: the URL that is asked then.
    ///   - posted: the request for the logs, if it is on its way.
    ///   - onRead: called before the logs are compared.
    /// - Returns: the logs by block and index, each with its block's time.
    func get(
        from endpoint: NodeEndpoint, beside other: NodeEndpoint, _ posted: PostedRequest? = nil,
        onRead: () -> Void = {}
    ) throws(NodeFailure) -> LogList {
        var logs = try ask(endpoint, posted)
        onRead()
        let last = try endpoint.header(blocks.upperBound)
        let lastLog = logs.last.flatMap { $0.block == last.number ? $0 : nil }
        if let lastLog {
            guard lastLog.blockHash.digits == last.hash else {
                throw .wrongAnswer("the logs of block \(last.number) are of another block than its header")
            }
            guard last.mayHaveTransfers != false else {
                throw .wrongAnswer("block \(last.number) has transfers that the bloom filter of its header denies")
            }
        }
        let lacksLast = lastLog == nil && last.mayHaveTransfers == true
        for number in 0..<(lacksLast ? Self.doubts : logs.isEmpty ? 1 : 0) {
            if number > 0 { try endpoint.wait(Self.doubtPause) }
            guard try ask(number % 2 == 0 ? other : endpoint) == logs else {
                throw .wrongAnswer("the node answers with \(logs.count) logs of blocks \(blocks), and then with others")
            }
        }
        try setTimes(of: &logs, endpoint)
        return logs
    }

    private func ask(_ endpoint: NodeEndpoint, _ posted: PostedRequest? = nil) throws(NodeFailure) -> LogList {
        let isRange = blocks.count > 1
        let most = isRange ? NodeLimits.logs : NodeLimits.logsOfBlock
        var parser = AnswerParser(splitsResult: true)
        var logs = LogList()
        /// Reads the log that a text begins with, and returns its length.
        func take(_ text: RawSpan) throws(AnswerFault) -> Int {
            guard logs.count < most else { throw .tooLarge }
            let fields = try LogFields(text)
            logs.append(try LogRow(fields, in: blocks))
            return fields.end
        }
        let request = if let posted { posted } else { try endpoint.send(.transfers(blocks)) }
        // What cannot be read at once is read again as a whole.
        try endpoint.read(
            request, into: &parser, limit: isRange ? NodeLimits.bytes : NodeLimits.bytesOfBlock, isRange: isRange,
            reader: { try? take($0) }, onElement: { text throws(AnswerFault) in _ = try take(text) })
        guard parser.hasSplitResult else {
            throw .notYet("the node answers with no list of logs: it may not have the blocks yet")
        }
        // Nodes answer in order, and a sort needs more than the memory again.
        if zip(logs, logs.dropFirst()).contains(where: { $1.isBefore($0) }) {
            logs = LogList(logs.sorted { $0.isBefore($1) })
        }
        try check(logs)
        return logs
    }

    /// Each place once, and one hash for each block.
    private func check(_ logs: LogList) throws(NodeFailure) {
        for (log, next) in zip(logs, logs.dropFirst()) where log.block == next.block {
            guard log.logIndex != next.logIndex else {
                throw .wrongAnswer("two logs have the place \(log.logIndex) in block \(log.block)")
            }
            guard log.blockHash == next.blockHash, log.timestamp == next.timestamp else {
                throw .wrongAnswer("the logs of block \(log.block) are of different blocks")
            }
        }
        if let last = logs.last, last.block == range.blocks.upperBound, last.blockHash.digits != range.lastHash {
            throw .wrongAnswer("the logs of block \(last.block) are of another block than the range's last")
        }
    }

    /// Gives the logs the times of their blocks, from headers if the node does not name them.
    private func setTimes(of logs: inout LogList, _ endpoint: NodeEndpoint) throws(NodeFailure) {
        var wanted: [LogRow] = []
        for log in logs where log.isRow && log.timestamp == 0 && wanted.last?.block != log.block { wanted.append(log) }
        guard !wanted.isEmpty else { return }
        var times: [UInt64: UInt64] = [:]
        for start in stride(from: 0, to: wanted.count, by: Self.window) {
            let some = wanted[start..<min(start + Self.window, wanted.count)]
            let posted = try some.map { log throws(NodeFailure) in try endpoint.send(.header(.number(log.block))) }
            for (log, request) in zip(some, posted) {
                let header: BlockHeader = try endpoint.header(log.block, in: try endpoint.value(of: request))
                guard header.hash == log.blockHash.digits, header.mayHaveTransfers != false else {
                    throw .wrongAnswer("the logs of block \(log.block) are of another block than its header")
                }
                times[log.block] = header.timestamp
            }
        }
        logs.setTimes(times)
    }
}
