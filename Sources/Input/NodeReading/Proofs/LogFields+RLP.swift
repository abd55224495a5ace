internal import ETLModels
internal import EthereumProofs

extension LogFields {
    /// Appends the log as receipts have it: the address, the topics and the data.
    func appendRLP(to bytes: inout [UInt8]) throws(AnswerFault) {
        guard let address, address.count == 42 else {
            throw .malformed("address of a log has not 20 bytes in hex digits")
        }
        let data = data.flatMap { $0.isEmpty ? nil : $0 }
        let dataBytes = data.map { $0.count / 2 - 1 } ?? 0
        guard dataBytes >= 0 else { throw .malformed("the data of a log is not in hex digits") }
        let first = try dataBytes == 1 ? byte(of: data) : 0
        let size = 21 + RLP.size(ofList: 33 * topics.count) + RLP.size(ofBytes: dataBytes, first: first)
        RLP.appendHeader(ofList: size, to: &bytes)
        RLP.appendHeader(ofBytes: 20, first: 0, to: &bytes)
        try append(address, to: &bytes)
        RLP.appendHeader(ofList: 33 * topics.count, to: &bytes)
        for topic in topics {
            guard topic.count == 66 else { throw .malformed("a topic has not 32 bytes") }
            RLP.appendHeader(ofBytes: 32, first: 0, to: &bytes)
            try append(topic, to: &bytes)
        }
        RLP.appendHeader(ofBytes: dataBytes, first: first, to: &bytes)
        if let data { try append(data, to: &bytes) }
    }

    private func append(_ range: Range<Int>, to bytes: inout [UInt8]) throws(AnswerFault) {
        guard HexData.append(text.extracting(range), to: &bytes) else {
            throw .malformed("a topic, the address or the data of a log is not in hex digits")
        }
    }

    private func byte(of range: Range<Int>?) throws(AnswerFault) -> UInt8 {
        var bytes: [UInt8] = []
        if let range { try append(range, to: &bytes) }
        return bytes.first ?? 0
    }
}
