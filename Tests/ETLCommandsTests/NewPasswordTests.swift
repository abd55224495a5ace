import Testing

@testable import ETLCommands

struct NewPasswordTests {
    @Test func aPasswordIsLongAndCanBeSentByABrowser() throws {
        #expect(throws: Never.self) { try NewPassword.check("correct horse battery staple") }
        #expect(throws: Never.self) { try NewPassword.check("größer, länger, höher") }
        #expect(throws: CommandFailure.self) { try NewPassword.check("fourteen chars") }
        #expect(throws: CommandFailure.self) { try NewPassword.check(String(repeating: "x", count: 5000)) }
        // ISO 8859-1, as a terminal of that encoding sends it.
        let latin = Array("correct horse battery staple".utf8) + [0xFC]
        #expect(throws: CommandFailure.self) { try NewPassword.check(String(decoding: latin, as: UTF8.self)) }
    }
}
