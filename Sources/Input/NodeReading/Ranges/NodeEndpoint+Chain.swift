internal import ETLModels
internal import Foundation

/// Small questions to one URL.
extension NodeEndpoint {
    /// The number of the chain.
    func chain() throws(NodeFailure) -> ChainID {
        let text = Self.text(try value(.chainID))
        guard let chain = text.flatMap({ Quantity.read($0) }).flatMap({ ChainID($0) }) else {
            throw .wrongAnswer("the answer to eth_chainId is no number")
        }
        return chain
    }

    /// The hash of block 0.
    func genesis() throws(NodeFailure) -> String { try header(0).hash }

    /// The header of a block that must be there.
    func header(_ number: UInt64) throws(NodeFailure) -> BlockHeader {
        try header(number, in: try value(.header(.number(number))))
    }

    /// Reads a header that was asked for by its number.
    func header<Header: HeaderAnswer>(_ number: UInt64, in json: [UInt8]) throws(NodeFailure) -> Header {
        guard let header: Header = try parsed(json) else { throw .notYet("the node has no block \(number)") }
        guard header.number == number else {
            throw .wrongAnswer("the answer is block \(header.number) instead of \(number)")
        }
        return header
    }

    /// The header of the highest final block.
    func finalHeader() throws(NodeFailure) -> BlockHeader {
        let header: BlockHeader?
        do throws(NodeFailure) {
            header = try parsed(try value(.header(.finalized)))
        } catch {
            guard case .notYet(let words) = error else { throw error }
            throw .notYet("\(words): \(Self.noFinalBlock)")
        }
        guard let header else { throw .notYet(Self.noFinalBlock) }
        return header
    }

    private static let noFinalBlock =
        "the node names no final block: it is not synchronised, or its chain has no finality (--confirmations)"

    /// Reads a header; nil if the node does not know the block, or not yet.
    func parsed<Header: HeaderAnswer>(_ json: [UInt8]) throws(NodeFailure) -> Header? {
        do throws(AnswerFault) {
            return try Header(json: json)
        } catch {
            throw failure(error)
        }
    }

    /// The text in JSON: a string, or a number as it is.
    private static func text(_ json: [UInt8]) -> String? {
        let value = try? JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)
        return (value as? String) ?? (value as? Int).map(String.init)
    }
}
