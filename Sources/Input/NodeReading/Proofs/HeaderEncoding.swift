internal import EthereumProofs

/// The RLP of a header, whose hash is the block's: the fields of all forks to Amsterdam. Those of a fork are absent before it.
enum HeaderEncoding {
    private enum Form {
        /// So many bytes; nil for any number of them.
        case bytes(Int?)
        case quantity
    }

    private struct Field {
        let name: String
        let form: Form
        var isOptional = false

        init(_ name: String, _ form: Form, isOptional: Bool = false) {
            (self.name, self.form, self.isOptional) = (name, form, isOptional)
        }
    }

    private static let fields = [
        Field("parentHash", .bytes(32)), Field("sha3Uncles", .bytes(32)), Field("miner", .bytes(20)),
        Field("stateRoot", .bytes(32)), Field("transactionsRoot", .bytes(32)), Field("receiptsRoot", .bytes(32)),
        Field("logsBloom", .bytes(256)), Field("difficulty", .quantity), Field("number", .quantity),
        Field("gasLimit", .quantity), Field("gasUsed", .quantity), Field("timestamp", .quantity),
        Field("extraData", .bytes(nil)), Field("mixHash", .bytes(32)), Field("nonce", .bytes(8)),
        // London: EIP-1559.
        Field("baseFeePerGas", .quantity, isOptional: true),
        // Shanghai: EIP-4895.
        Field("withdrawalsRoot", .bytes(32), isOptional: true),
        // Cancun: EIP-4844 and EIP-4788.
        Field("blobGasUsed", .quantity, isOptional: true), Field("excessBlobGas", .quantity, isOptional: true),
        Field("parentBeaconBlockRoot", .bytes(32), isOptional: true),
        // Prague: EIP-7685.
        Field("requestsHash", .bytes(32), isOptional: true),
        // Amsterdam: EIP-7928 and EIP-7843.
        Field("blockAccessListHash", .bytes(32), isOptional: true), Field("slotNumber", .quantity, isOptional: true),
    ]

    /// The hash of a header.
    ///
    /// - Parameter form: its members as a node gives them.
    static func hash(_ form: [String: Any]) throws(AnswerFault) -> Digest256 {
        var items: [UInt8] = []
        for field in fields {
            guard let text = form[field.name] as? String else {
                guard field.isOptional else { throw .malformed("a header has no \(field.name)") }
                continue
            }
            guard let bytes = bytes(text, field.form) else {
                throw .malformed("\(field.name) of a header is not in the form of the protocol")
            }
            RLP.append(bytes.span.bytes, to: &items)
        }
        var list: [UInt8] = []
        RLP.appendHeader(ofList: items.count, to: &list)
        list += items
        return Keccak256.hash(list.span.bytes)
    }

    private static func bytes(_ text: String, _ form: Form) -> [UInt8]? {
        switch form {
        case .bytes(let count): return HexData.bytes(text).flatMap { $0.count == count ?? $0.count ? $0 : nil }
        case .quantity:
            guard text.hasPrefix("0x"), text.utf8.count > 2 else { return nil }
            // A number has no zeros in front, and an even number of digits as bytes.
            let digits = text.dropFirst(2).drop { $0 == "0" }
            return HexData.bytes("0x" + (digits.utf8.count % 2 == 0 ? "" : "0") + digits)
        }
    }
}
