import Foundation

/// A stand-in for a node: answers JSON-RPC over HTTP on loopback out of a chain in memory, with the faults that a test asks
/// for.
package enum NodeServer {
    /// A request to the node.
    package struct Call: Sendable {
        /// Its number among all requests, from 0 on.
        package let number: Int
        package let method: String
        /// The first parameter, if it is a text.
        package let tag: String?
        /// The blocks of a request for logs.
        package let blocks: ClosedRange<UInt64>?
        /// The contract of a call, its data and its block, in hex digits.
        package let target: (address: String, data: String, block: String)?
        /// The number of requests that came with it in a batch; 1 without one.
        package let batch: Int
        package let headers: [String: String]
        let id: Int

        init?(_ value: Any, _ request: FileServer.Request, batch: Int = 1) {
            guard let value = value as? [String: Any], let id = value["id"] as? Int,
                let method = value["method"] as? String, let parameters = value["params"] as? [Any]
            else { return nil }
            (self.id, self.batch) = (id, batch)
            number = request.number
            headers = request.headers
            self.method = method
            tag = parameters.first as? String
            let filter = parameters.first as? [String: Any]
            let ends = ["fromBlock", "toBlock"].compactMap { (filter?[$0] as? String).flatMap(Self.number) }
            blocks = ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : nil
            if let to = filter?["to"] as? String, let data = filter?["data"] as? String, let block = parameters.last {
                target = (String(to.dropFirst(2)), String(data.dropFirst(2)), block as? String ?? "")
            } else {
                target = nil
            }
        }

        static func number(_ text: String) -> UInt64? { UInt64(text.dropFirst(2), radix: 16) }
    }

    /// An answer with a result.
    package static func result(_ json: String) -> FileServer.Answer {
        answer(#"{"jsonrpc":"2.0","id":1,"result":\#(json)}"#)
    }

    /// An answer with an error.
    package static func error(_ code: Int, _ message: String, data: String? = nil) -> FileServer.Answer {
        let data = data.map { ",\"data\":\"\($0)\"" } ?? ""
        return answer(#"{"jsonrpc":"2.0","id":1,"error":{"code":\#(code),"message":"\#(message)"\#(data)}}"#)
    }

    /// An answer with any text.
    package static func answer(_ text: String, status: Int = 200) -> FileServer.Answer {
        let body = Array(text.utf8)
        return FileServer.Answer(
            status: status, headers: ["Content-Type": "application/json", "Content-Length": "\(body.count)"], body: body
        )
    }

    /// What an honest node answers.
    package static func honest(_ call: Call, _ chain: TestChain) -> FileServer.Answer {
        switch call.method {
        case "eth_chainId": return result("\"\(chain.quantity(chain.number))\"")
        case "eth_getBlockByNumber":
            switch call.tag {
            case "finalized" where !chain.namesFinal: return error(-39001, "unknown block")
            case "finalized": return result(chain.header(chain.finalized))
            case "latest": return result(chain.header(chain.blocks.last?.number ?? 0))
            default: return result(chain.header(call.tag.flatMap(Call.number) ?? .max))
            }
        case "eth_getLogs":
            guard let blocks = call.blocks, blocks.upperBound <= chain.blocks.last?.number ?? 0 else {
                return error(-32602, "block range extends beyond current head block")
            }
            return result("[\(chain.logs(blocks).joined(separator: ","))]")
        case "eth_call":
            guard let target = call.target, Call.number(target.block) == chain.finalized else {
                return error(-32000, "missing trie node")
            }
            switch chain.contracts.call(target.address, target.data) {
            case .returned(let data): return result("\"0x\(data)\"")
            case .reverted: return error(3, "execution reverted", data: "0x")
            case .exhausted: return error(-32000, "out of gas")
            }
        default: return error(-32601, "the method \(call.method) does not exist")
        }
    }

    /// Runs a node while `body` uses it.
    ///
    /// - Parameter alter: called for every request, on the server's threads; nil to answer honestly.
    package static func with<Value: Sendable>(
        _ chain: TestChain, _ alter: @escaping @Sendable (Call) -> FileServer.Answer? = { _ in nil },
        _ body: (FileServer) async throws -> Value
    ) async throws -> Value {
        try await FileServer.with(
            { request in
                let value = try? JSONSerialization.jsonObject(with: Data(request.body))
                let items = (value as? [Any]) ?? [value ?? ""]
                let calls = items.compactMap { Call($0, request, batch: items.count) }
                guard calls.count == items.count else { return answer("not a request", status: 400) }
                let answers = calls.map { alter($0) ?? honest($0, chain) }
                return value is [Any] ? joined(answers, to: calls) : answers[0]
            }, body)
    }

    /// The answers to a batch, in another order than the requests; or the first one that is none of the protocol.
    private static func joined(_ answers: [FileServer.Answer], to calls: [Call]) -> FileServer.Answer {
        func isFault(_ answer: FileServer.Answer) -> Bool {
            answer.status != 200 || answer.end != .whole || answer.body.first != UInt8(ascii: "{")
        }
        if let fault = answers.first(where: isFault) { return fault }
        let texts = zip(answers, calls).map { answer, call in
            String(decoding: answer.body, as: UTF8.self).replacing("\"id\":1,", with: "\"id\":\(call.id),")
        }
        return answer("[\(texts.reversed().joined(separator: ","))]")
    }
}
