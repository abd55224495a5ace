import ETLModels
import Testing

struct HeaderNameTests {
    @Test(arguments: [
        "tx_hash", "TX_HASH", "Tx_Hash", " tx_hash", "tx_hash  ", "\ttx_hash\r", "\u{A0}tx_hash", "\"tx_hash\"",
        "'tx_hash'", "`tx_hash`", "\u{FEFF}tx_hash", "\u{FEFF}\u{FEFF}\"tx_hash\"", "\" \u{FEFF}tx_hash\" ",
    ])
    func isTheSameHoweverWritten(_ name: String) {
        #expect(HeaderName.normalized(name) == "tx_hash")
    }

    @Test(arguments: [
        ("tx hash", "tx hash"), ("tx\"hash", "tx\"hash"), ("É", "É"), ("\u{212A}ey", "\u{212A}ey"), ("", ""),
        ("\u{FEFF} \"\"", ""), ("txhash", "txhash"),
    ])
    func keepsWhatIsWithinANameAndLettersWithoutACaseInASCII(_ name: String, _ normalized: String) {
        #expect(HeaderName.normalized(name) == normalized)
    }
}

struct ColumnRenameTests {
    @Test func readsNameAndColumn() {
        #expect(ColumnRename("tx=transaction_hash") == ColumnRename(name: "tx", column: "transaction_hash"))
        #expect(ColumnRename(" a=b c = VALUE ") == ColumnRename(name: " a=b c ", column: "value"))
        for text in ["", "=", "a", "a=", "=value", " =value", "a= "] { #expect(ColumnRename(text) == nil) }
    }

    @Test func comesBackFromItsText() {
        for rename in [
            ColumnRename(name: "DateTime (UTC)", column: "block_timestamp"), .init(name: "a=b", column: "c"),
        ] {
            #expect(ColumnRename(rename.description) == rename)
        }
    }

    @Test func replacesNamesOnce() {
        let swap = [ColumnRename(name: "To", column: "from"), ColumnRename(name: "from", column: "to")]
        #expect(swap.applied(to: ["from", "to ", "x", "\"TO\""]) == ["to", "from", "x", "from"])
        #expect([ColumnRename]().applied(to: ["A "]) == ["A "])
    }
}
