import Testing

@testable import ETLCommands

@Suite struct VerificationViewTests {
    @Test func blocksThatAreNotFinalAreNamed() {
        #expect(
            VerificationView.notFinal(behind: 200, to: 300) == "blocks 201-300 are not final yet, and were not compared"
        )
        #expect(VerificationView.notFinal(behind: 200, to: 200) == nil)
        #expect(VerificationView.notFinal(behind: 200, to: nil) == nil)
    }
}
