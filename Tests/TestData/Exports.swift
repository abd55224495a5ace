/// Records for tests, in the formats of several exporters.
package enum Exports {
    package static let hash = "0x" + String(repeating: "ab", count: 32)
    package static let token = "0x" + String(repeating: "cd", count: 20)

    package static let legacyHeader =
        "erc20_token,erc20_from,erc20_to,erc20_value,erc20_tx_hash,erc20_log_index,erc20_block_number"

    /// A transfer under the header above.
    package static func legacyTransfer(_ number: Int, value: String = "5") -> String {
        "\(token),,,\(value),\(hash),\(number),7"
    }

    /// A transfer in the form of ethereum-etl's stream.
    package static func streamedTransfer(_ number: Int, value: String = "5") -> String {
        """
        {"type": "token_transfer", "token_address": "\(token)", "value": "\(value)", "transaction_hash": "\(hash)", \
        "log_index": \(number), "block_number": 7}
        """
    }
}
