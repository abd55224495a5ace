import ETLModels
import Testing

struct TextRowTests {
    private func transfer(replacing column: Int, by text: String) throws(RecordError) -> TokenTransfer {
        var texts = transferTexts
        texts[column] = text
        return try Row(texts).read().record
    }

    private func token(replacing column: Int, by text: String) throws(RecordError) -> (record: Token, isRepaired: Bool)
    {
        var texts = tokenTexts
        texts[column] = text
        return try Row(texts).read()
    }

    @Test func readsEveryField() throws {
        let transfer = try Row(transferTexts).read(as: TokenTransfer.self).record
        #expect(transfer.blockNumber == 15_303_987)
        #expect(transfer.logIndex == 5)
        #expect(transfer.value == UInt256(256))
        #expect(transfer.fromAddress?.description == transferTexts[4])
        #expect(transfer.toAddress?.description == transferTexts[5])
        #expect(transfer.blockTimestamp == Timestamp(microseconds: 1_660_000_012_000_000))
        #expect(transfer.blockHash?.description == transferTexts[8])
    }

    @Test(arguments: [0, 1, 2, 3, 6])
    func refusesATransferWithoutARequiredField(_ column: Int) {
        #expect(throws: RecordError(.missing, column: column)) { try transfer(replacing: column, by: "") }
        #expect(throws: RecordError(.missing, column: column)) { try transfer(replacing: column, by: "\"\"") }
    }

    @Test(arguments: [4, 5, 7, 8])
    func takesAnEmptyFieldOfATransferAsNull(_ column: Int) throws {
        for empty in ["", "\"\""] {
            var texts = TextFields()
            try transfer(replacing: column, by: empty).write(to: &texts)
            #expect(texts.texts[column].isEmpty)
            #expect(texts.texts.count { $0.isEmpty } == 1)
        }
    }

    @Test func refusesATokenWithoutAnAddressOnly() throws {
        #expect(throws: RecordError(.missing, column: 0)) { try token(replacing: 0, by: "") }
        for column in 1..<8 {
            for empty in ["", "\"\""] {
                var texts = TextFields()
                try token(replacing: column, by: empty).record.write(to: &texts)
                #expect(texts.texts[column].isEmpty)
            }
        }
    }

    @Test func takesTextThatIsNothingButNulAsNull() throws {
        for text in ["\0\0", "\"\0\""] {
            let token = try token(replacing: 1, by: text)
            #expect(token.record.symbol == nil)
            #expect(token.isRepaired)
        }
    }

    @Test func countsARepair() throws {
        #expect(try token(replacing: 2, by: "Build\0").record.name?.string == "Build")
        #expect(try token(replacing: 2, by: "Build\0").isRepaired)
        #expect(try !Row(tokenTexts).read(as: Token.self).isRepaired)
    }

    @Test func blamesTheFieldThatIsWrong() {
        for (column, text, reason) in [
            (0, "-1", .notANumber), (1, "2147483648", .outOfRange), (2, "0xaa", .wrongLength), (4, "x", .wrongLength),
            (6, "1e18", .notANumber), (7, "12/9/2016 1:50:03", .invalidTimestamp),
        ] as [(Int, String, RejectReason)] {
            #expect(throws: RecordError(reason, column: column)) { try transfer(replacing: column, by: text) }
        }
    }

    @Test func readsNullWhereTheSourceHasNoSuchColumn() throws {
        let positions = [6, 5, 4, 0, 1, 2, 3, -1, -1]
        let texts = [3, 4, 5, 6, 2, 1, 0].map { transferTexts[$0] }
        let transfer = try Row(texts).read(as: TokenTransfer.self, positions: positions).record
        #expect(transfer.blockNumber == 15_303_987)
        #expect(transfer.blockTimestamp == nil)
        #expect(transfer.blockHash == nil)
    }

    @Test func blamesTheRecordForAFieldThatItDoesNotHave() {
        #expect(throws: RecordError(.fieldCount)) {
            try Row(transferTexts.dropLast()).read(as: TokenTransfer.self, positions: Array(0..<9))
        }
    }

    @Test func readsNumbersAndHashesThatWereResolved() throws {
        let quoted = try Row(transferTexts.map { "\"\($0)\"" }).read(as: TokenTransfer.self).record
        #expect(try quoted == Row(transferTexts).read(as: TokenTransfer.self).record)
    }
}
