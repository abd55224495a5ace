import SourceDescriptions
import Testing

@testable import NodeReading

@Suite struct NodeSecretsTests {
    private func redacted(_ text: String, _ url: String) throws -> String {
        NodeSecrets.texts(of: try #require(WebAddress(url))).reduce(text) { $0.replacing($1, with: "…") }
    }

    @Test(arguments: [
        "https://:TOKENSECRET9@rpc.example/v1/KEYSECRET9?k=QSECRET9",
        "https://u:TOKENSECRET9@rpc.example/KEYSECRET9?a=b&k=QSECRET9",
    ]) func noPartOfTheURLIsShownThatMayBeAKey(url: String) throws {
        let text = "invalid key KEYSECRET9, token Bearer TOKENSECRET9, query QSECRET9, k=QSECRET9, url \(url)"
        #expect(try !redacted(text, url).contains("SECRET"))
    }

    @Test func aKeyIsHiddenInBothOfItsForms() throws {
        #expect(
            try redacted("key a/b SECRET and a%2Fb%20SECRET", "https://rpc.example/a%2Fb%20SECRET") == "key … and …")
    }

    @Test func shortPartsAreNoKeys() throws {
        #expect(try redacted("v1 of the eth api", "https://rpc.example/v1/eth?api=1") == "v1 of the eth api")
    }
}
