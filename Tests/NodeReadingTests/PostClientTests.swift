import Blocking
import Downloads
import SourceDescriptions
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct PostClientTests {
    /// A client that is given up closes its connections while its last request may still be about to return one.
    @Test func aClientMayEndWithItsLastAnswer() async throws {
        try await FileServer.with({ _ in NodeServer.result("\"0x1\"") }) { server in
            let address = try #require(WebAddress(server.origin + "/"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await blockingCall {
                            var buffer = [UInt8](repeating: 0, count: 1000)
                            for _ in 0..<600 {
                                let client = PostClient()
                                for _ in 0..<3 {
                                    let posted = try client.post([1, 2, 3], to: address)
                                    _ = try posted.head()
                                    while try posted.read(into: &buffer) > 0 {}
                                }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
