import Bus
import Testing

@testable import DeadLetters
@testable import DisplayText
@testable import ETLCommands

/// The description for scripts, which depend on the keys.
struct LetterJSONTests {
    private func document(_ body: [UInt8], _ stage: Stage) throws -> String {
        try JSONOutput.document(LetterBody.describe(body, stage: stage))
    }

    @Test func anExtractJobIsInItAsItIs() throws {
        let job = Letters.jobDocument.replacing("\n", with: "\n  ")
        let text = #"""
            {
              "bytes" : 388,
              "form" : "extract-job",
              "job" : \#(job),
              "problems" : [

              ],
              "records" : [

              ],
              "rejects" : [

              ],
              "undecoded" : [

              ]
            }
            """#
        #expect(try document(Letters.job(), .extract) == text)
    }

    private static let rawBatch = #"""
        {
          "bytes" : 150,
          "columns" : [
            "address",
            "symbol"
          ],
          "form" : "raw-batch",
          "header" : {
            "chain_id" : 1,
            "checksum" : "86bc8171d9ee2633",
            "columns" : 2,
            "computed_checksum" : "86bc8171d9ee2633",
            "content" : "raw",
            "delimiter" : ",",
            "first_record" : 11,
            "format" : "csv",
            "is_last" : true,
            "kind" : "tokens",
            "magic" : "45544c42",
            "payload_bytes" : 86,
            "records" : 2,
            "sequence" : 2,
            "source" : "00010203-0405-8607-8809-0a0b0c0d0e0f",
            "source_bytes" : 600,
            "version" : 4
          },
          "problems" : [

          ],
          "records" : [
            {
              "bytes" : 52,
              "record_number" : 11,
              "text" : "0x1111111111111111111111111111111111111111,\"\u001b[2J\nä\""
            },
            {
              "bytes" : 1,
              "defect" : "too-long",
              "record_number" : 12,
              "text" : "x"
            }
          ],
          "rejects" : [

          ],
          "undecoded" : [

          ]
        }
        """#

    @Test func aRawBatchIsAnObject() throws {
        #expect(try document(Letters.tokenText, .transform) == Self.rawBatch)
    }

    private static let recordBatch = #"""
        {
          "bytes" : 176,
          "form" : "record-batch",
          "header" : {
            "accepted" : 1,
            "checksum" : "b57cef5586f0b660",
            "computed_checksum" : "b57cef5586f0b660",
            "content" : "records",
            "first_record" : 11,
            "is_last" : true,
            "kind" : "tokens",
            "magic" : "45544c42",
            "payload_bytes" : 112,
            "record_bytes" : 76,
            "records" : 2,
            "reject_bytes" : 16,
            "repaired" : 0,
            "sequence" : 2,
            "skipped" : 0,
            "source" : "00010203-0405-8607-8809-0a0b0c0d0e0f",
            "source_bytes" : 600,
            "version" : 4
          },
          "problems" : [

          ],
          "records" : [
            {
              "address" : "0x1111111111111111111111111111111111111111",
              "block_hash" : null,
              "block_number" : 15303987,
              "block_timestamp" : "2022-08-08T23:06:52.500000Z",
              "decimals" : "18",
              "name" : null,
              "symbol" : "D\u001bAI",
              "total_supply" : "115792089237316195423570985008687907853269984665640564039457"
            }
          ],
          "rejects" : [
            {
              "field" : "address",
              "reason" : "not-a-number",
              "record_number" : 12,
              "text" : "line 0"
            }
          ],
          "undecoded" : [

          ]
        }
        """#

    @Test func aRecordBatchIsAnObject() throws {
        #expect(try document(Letters.tokenValues(), .load) == Self.recordBatch)
    }

    @Test func whatCouldNotBeDecodedIsInItAsHex() throws {
        let text = #"""
            {"bytes":3,"form":"unknown","problems":["the message is not a token-etl batch"],"records":[],"rejects":[],\#
            "undecoded":[{"bytes":3,"hex":"00ff10","offset":0}]}
            """#
        #expect(try JSONOutput.line(LetterBody.describe([0, 0xFF, 0x10], stage: .load)) == text)
    }
}
