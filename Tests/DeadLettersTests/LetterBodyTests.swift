import Bus
import ETLModels
import Testing

@testable import DeadLetters
@testable import ETLCommands

/// The description of an intact body.
struct LetterBodyTests {
    private func lines(_ body: [UInt8], _ stage: Stage) -> String {
        LetterBody.describe(body, stage: stage).lines.joined(separator: "\n")
    }

    @Test func showsAnExtractJob() throws {
        #expect(try lines(Letters.job(), .extract) == "extract job, 388 bytes\n\n" + Letters.jobDocument)
    }

    @Test func showsARawBatchOfTokens() {
        let text = """
            raw batch, 150 bytes

            header
              magic             = 45544c42 (ETLB)
              version           = 4
              content           = raw (1)
              kind              = tokens (1)
              is_last           = yes
              source            = 00010203-0405-8607-8809-0a0b0c0d0e0f
              sequence          = 2
              records           = 2
              first_record      = 11
              source_bytes      = 600
              payload_bytes     = 86
              checksum          = 86bc8171d9ee2633
              computed_checksum = 86bc8171d9ee2633
              format            = csv (1)
              delimiter         = ,
              chain_id          = 1
              columns           = 2

            first 2 of 2 columns
              address
              symbol

            record 1
              record_number = 11
              bytes         = 52
              text          = 0x1111111111111111111111111111111111111111,"·[2J·ä"

            record 2
              record_number = 12
              bytes         = 1
              defect        = too-long
              text          = x
            """
        #expect(lines(Letters.tokenText, .transform) == text)
    }

    private static let rawTransfersText = """
        raw batch, 251 bytes

        header
          magic             = 45544c42 (ETLB)
          version           = 4
          content           = raw (1)
          kind              = token_transfers (2)
          is_last           = yes
          source            = 00010203-0405-8607-8809-0a0b0c0d0e0f
          sequence          = 2
          records           = 1
          first_record      = 11
          source_bytes      = 600
          payload_bytes     = 187
          checksum          = 851a6f84aa171565
          computed_checksum = 851a6f84aa171565
          format            = csv (1)
          delimiter         = ,
          chain_id          = 1
          columns           = 9

        first 9 of 9 columns
          block_number
          log_index
          transaction_hash
          token_address
          from_address
          to_address
          value
          block_timestamp
          block_hash

        record 1
          record_number = 11
          bytes         = 78
          text          = 46147,5,0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,…
        """

    @Test func showsARawBatchOfTransfers() {
        #expect(lines(Letters.transferText, .transform) == Self.rawTransfersText)
    }

    private static let tokensText = """
        record batch, 176 bytes

        header
          magic             = 45544c42 (ETLB)
          version           = 4
          content           = records (2)
          kind              = tokens (1)
          is_last           = yes
          source            = 00010203-0405-8607-8809-0a0b0c0d0e0f
          sequence          = 2
          records           = 2
          first_record      = 11
          source_bytes      = 600
          payload_bytes     = 112
          checksum          = b57cef5586f0b660
          computed_checksum = b57cef5586f0b660
          accepted          = 1
          repaired          = 0
          skipped           = 0
          record_bytes      = 76
          reject_bytes      = 16

        record 1
          address         = 0x1111111111111111111111111111111111111111
          symbol          = D·AI
          name            = NULL
          decimals        = 18
          total_supply    = 115792089237316195423570985008687907853269984665640564039457
          block_timestamp = 2022-08-08T23:06:52.500000Z
          block_number    = 15303987
          block_hash      = NULL

        reject 1
          record_number = 12
          reason        = not-a-number
          field         = address
          text          = line 0
        """

    @Test func showsARecordBatchOfTokens() throws {
        let found = try lines(Letters.tokenValues(), .load)
        #expect(found == Self.tokensText)
    }

    private static let transfersText = """
        record batch, 231 bytes

        header
          magic             = 45544c42 (ETLB)
          version           = 4
          content           = records (2)
          kind              = token_transfers (2)
          is_last           = yes
          source            = 00010203-0405-8607-8809-0a0b0c0d0e0f
          sequence          = 2
          records           = 2
          first_record      = 11
          source_bytes      = 600
          payload_bytes     = 167
          checksum          = 395d8b66d8618092
          computed_checksum = 395d8b66d8618092
          accepted          = 1
          repaired          = 0
          skipped           = 0
          record_bytes      = 131
          reject_bytes      = 16

        record 1
          block_number     = 15303987
          log_index        = 5
          transaction_hash = 0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          token_address    = 0x1111111111111111111111111111111111111111
          from_address     = 0x2222222222222222222222222222222222222222
          to_address       = NULL
          value            = 256
          block_timestamp  = 0001-01-01T00:00:00Z
          block_hash       = 0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb

        reject 1
          record_number = 12
          reason        = not-a-number
          field         = block_number
          text          = line 0
        """

    @Test func showsARecordBatchOfTransfers() throws {
        #expect(try lines(Letters.transferValues(), .load) == Self.transfersText)
    }

    @Test func asManyRecordsAreShownAsAreAskedFor() throws {
        let texts: [(String, RecordDefect?)] = (0..<30).map { ("\($0)", nil) }
        let values = try Letters.records(.tokens, count: 30)
        for (body, stage) in [
            (Letters.raw(.tokens, columns: ["address"], texts), Stage.transform), (values, Stage.load),
        ] {
            #expect(LetterBody.describe(body, stage: stage).records.count == 5)
            for (asked, shown) in [(20, 20), (100, 30)] {
                #expect(LetterBody.describe(body, stage: stage, records: asked).records.count == shown)
            }
        }
        #expect(LetterBody.describe(values, stage: .load, records: 20).rejects.count == 20)
    }
}
