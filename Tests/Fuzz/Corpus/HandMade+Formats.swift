extension HandMade {
    private static let account = "0xf4eced2f682ce333f96f2d8966c613ded8fc95dd"
    private static let hash = "0x" + String(repeating: "ab", count: 32)

    /// NDJSON and streams, most of them with something odd.
    static let jsonExports: [[UInt8]] = [
        "{", "{}", "{}\n{}\n", "[{}]", "{\"address\":", #"{"address":"\#(account)"}"#,
        " \t{ \"address\" : \"\(account)\" , \"decimals\" : 18 } \r\n\n  \n{\"address\":null}\n",
        "\u{FEFF}{\"address\":\"\(account)\",\"x\":[[[{}],{\"y\":\"}\"}],null]}\n",
        #"{"\u0061ddress":"\#(account)","name":"\ud83e\udd84 \ud83e \udd84 \u0000\n\\\"\/","address":"0x"}"# + "\n",
        #"{"type": "token", "address": "\#(account)", "symbol": "", "name": "\u00e9", "decimals": 18, "total_supply": 1}"#
            + "\n" + #"{"type": "block", "number": 1}"# + "\n" + #"{"address": {}, "type": "trace"}"# + "\n"
            + #"{"type": "token_transfer", "token_address": "\#(account)", "value": 1, "transaction_hash": "\#(hash)", "log_index": 0, "block_number": 1}"#
            + "\n",
        "{\"address\":\"\(account)\",\"d\":" + String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
            + "}",
        #"{"address":"\#(account)","chain_id":1}"# + "\n" + #"{"address":"\#(account)","chainId":"0x89"}"# + "\n",
        "{\"address\":\"\(account)\",\"decimals\":1}\n" + String(repeating: "{\"a\":{", count: 300),
    ].map { Array($0.utf8) }

    /// Pieces of JSON.
    static let jsonWords: [[UInt8]] =
        [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\\"", "\\\\", "\\u", "\\u0000", "\\u0022", "\\ud83e", "\\udd84",
            "\\n", "\n", "\r\n", "null", "true", "false", "-", "0", "1.5e3", "01", "\"\"", "{}", "[]", "\":\"", "\",\"",
            "\":",
            "{\"type\": \"", "\"type\"", "token", "token_transfer", "\"address\"", "\"name\":", "\"value\":",
            "\"chain_id\":", "\"topic0\":",
            "\u{FEFF}", " ",
            "\t", "\u{0}", "\u{1F}", "\u{7F}", "🦄",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]

    /// What is in front of an array's elements, and what is behind them.
    static let arrayFrames = [
        ("[", "]"), ("[\n", "\n]\n"), (#"{"status":"1","result":["#, "]}"), ("\u{FEFF} [", "\n] \n"),
        ("{\"items\": [\n", "],\n\"next\": {\"page\": \"]\"}}"), ("[", ""), ("[{\"address\":\"]\"},", "]]"),
    ]

    /// What is between elements, or should not be.
    static let arrayWords: [[UInt8]] = ["},{", "},\n{", "]", "],[", ",,", "}{", "\"},{\"", "]}"].map { Array($0.utf8) }

    /// Cryo's CSV with amounts in all forms.
    static let cryoExports: [[UInt8]] = [
        "block_number,log_index,transaction_hash,erc20,from_address,to_address,value_binary,chain_id\n"
            + "1,0,\(hash),\(account),\(account),\(account),0x00ff,1\n1,1,\(hash),\(account),,,\(hash),1\n",
        "block_number,log_index,transaction_hash,erc721,from_address,to_address,token_id_hex\n"
            + "1,0,\(hash),\(account),,,0X1\n1,0,\(hash),\(account),,,\"0xf\"\n",
        "block_number,erc20,name,symbol,decimals,total_supply_string,total_supply_f64\n1,\(account),\"a,b\",C,0x12,1,1.0\n",
        "erc20,decimals,value,value\n\(account),0x,0x1,0x2\n",
    ].map { Array($0.utf8) }

    /// Cryo's names and values.
    static let cryoWords: [[UInt8]] = [
        "erc20", "erc721", "value_string", "value_binary", "value_hex", "value_f64", "token_id", "0x", "0X1f", "0x0",
        "\\x1f", "chain_id", "topic0", hash,
    ].map { Array($0.utf8) }
}
