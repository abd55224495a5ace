internal import Downloads
internal import Foundation

/// Calls of contracts at one URL.
extension NodeEndpoint {
    /// Makes a call.
    func call(_ request: RPCRequest) throws(NodeFailure) -> CallOutcome {
        let posted = try send(request)
        return try noting { () throws(NodeFailure) in
            let answer = try body(of: posted, limit: NodeLimits.valueBytes)
            guard let bytes = answer.bytes else { return .failed }
            guard let object = Self.json(bytes) as? [String: Any] else { throw try Self.unreadable(answer) }
            return try outcome(object, answer)
        }
    }

    /// Makes calls in one batch, whose answers may be in any order (JSON-RPC 2.0).
    ///
    /// - Parameter onOutcome: called with the number of each call that has ended.
    /// - Throws: why others have not ended.
    func calls(
        _ requests: [RPCRequest], _ onOutcome: (Int, CallOutcome) -> Void
    ) throws(NodeFailure) {
        let posted = try send(batch: requests)
        try noting { () throws(NodeFailure) in try read(posted, requests, onOutcome) }
    }

    private func read(
        _ posted: PostedRequest, _ requests: [RPCRequest], _ onOutcome: (Int, CallOutcome) -> Void
    ) throws(NodeFailure) {
        let answer = try body(of: posted, limit: NodeLimits.batchBytes)
        guard let bytes = answer.bytes else { throw .tooLarge(.none, "the answer to several calls is too large") }
        guard let list = Self.json(bytes) as? [Any] else {
            // The error of the whole batch.
            guard let object = Self.json(bytes) as? [String: Any] else { throw try Self.unreadable(answer) }
            _ = try outcome(object, answer)
            throw .wrongAnswer("the answer is to another number of calls")
        }
        var failure: NodeFailure?
        var ended: Set<Int> = []
        for item in list {
            do throws(NodeFailure) {
                guard let object = item as? [String: Any] else {
                    throw .wrongAnswer("an answer to a call is no object")
                }
                let outcome = try outcome(object, answer)
                guard let number = (object["id"] as? Int), requests.indices.contains(number),
                    ended.insert(number).inserted
                else { throw .wrongAnswer("an answer is to no call") }
                onOutcome(number, outcome)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        guard ended.count == requests.count else {
            throw .wrongAnswer("\(requests.count - ended.count) of \(requests.count) answers are missing")
        }
    }

    /// Reads the answer to a call.
    private func outcome(_ object: [String: Any], _ answer: Body) throws(NodeFailure) -> CallOutcome {
        if let error = object["error"], !(error is NSNull) {
            let json = (try? JSONSerialization.data(withJSONObject: error, options: .fragmentsAllowed)) ?? Data()
            let found = RPCError(json: Array(json))
            guard !found.isOfContract else { return .failed }
            throw NodeFailure(
                RPCError(code: found.code, text: redacted(found.text)), status: answer.status, isRange: false,
                pause: answer.pause)
        }
        guard answer.status == 200 else { throw Self.refusal(answer) }
        guard let text = object["result"] as? String, let data = HexData.bytes(text) else {
            throw .wrongAnswer("the answer to eth_call is not in hex digits")
        }
        return .returned(data)
    }

    private static func json(_ bytes: [UInt8]) -> Any? { try? JSONSerialization.jsonObject(with: Data(bytes)) }

    /// Why an answer is no JSON.
    private static func unreadable(_ answer: Body) throws(NodeFailure) -> NodeFailure {
        answer.status == 200 ? .wrongAnswer("the answer is cut off, or no JSON object") : refusal(answer)
    }

    private static func refusal(_ answer: Body) -> NodeFailure {
        NodeFailure(
            status: answer.status, pause: answer.pause,
            text: String(decoding: (answer.bytes ?? []).prefix(2000), as: UTF8.self))
    }
}
