import NIOCore
import NIOPosix
import ServiceSettings
import Testing

/// What a connection does beside single requests of usual clients.
@Suite(.serialized) struct ExchangeTests {
    @Test func answersRequestsThatArriveTogetherInTheirOrder() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url) { service in
                let requests = (0..<300).map { number in
                    number % 3 == 0
                        ? "GET /missing HTTP/1.1\r\nhost: a\r\n\r\n"
                        : Self.request("{ n\(number): tokens(first: 1) { nodes { symbol } } }")
                }
                let text = try await service.exchange(requests.joined() + Self.request("{ __typename }", close: true))
                #expect(text.ranges(of: "HTTP/1.1 404").count == 100)
                #expect(text.ranges(of: "HTTP/1.1 200").count == 201)
                let numbers = text.matches(of: /"n([0-9]+)"/).compactMap { Int($0.1) }
                #expect(numbers == (0..<300).filter { $0 % 3 != 0 })
            }
        }
    }

    @Test func asksForABodyThatTheClientHoldsBack() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url, [.maxBodyBytes: "100"]) { service in
                let head =
                    "POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n"
                let body = #"{"query":"{ __typename }"}"#
                let asked = try await service.exchange(
                    head + "connection: close\r\ncontent-length: \(body.utf8.count)\r\n\r\n" + body)
                #expect(asked.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
                let refused = try await service.exchange(head + "content-length: 101\r\n\r\n")
                #expect(refused.hasPrefix("HTTP/1.1 413 "))
            }
        }
    }

    @Test func answersAClientThatHasEndedItsSide() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url) { service in
                let text = try await service.exchange(Self.request("{ tokens { nodes { symbol } } }"), endsAtOnce: true)
                #expect(text.hasPrefix("HTTP/1.1 200 OK") && text.hasSuffix("}}"))
            }
        }
    }

    @Test func closesAfterTheAnswerWhereTheClientExpectsIt() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url) { service in
                let old = try await service.exchange("GET /graphql?query=%7B__typename%7D HTTP/1.0\r\n\r\n")
                #expect(old.hasPrefix("HTTP/1.1 200 OK") && old.contains("connection: close"))
                let absolute = try await service.exchange(
                    "GET http://a/graphql?query=%7B__typename%7D HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
                #expect(absolute.hasPrefix("HTTP/1.1 200 OK"))
                let garbage = try await service.exchange("NONSENSE\r\n\r\n")
                #expect(garbage.hasPrefix("HTTP/1.1 400 Bad Request"))
            }
        }
    }

    @Test func answersBeforeItClosesWhatAnotherProtocolOrABrokenRequestEnds() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url, [.maxBodyBytes: "1000"]) { service in
                let get = "GET /graphql?query=%7Btokens%7Bnodes%7Bsymbol%7D%7D%7D HTTP/1.1\r\nhost: a\r\n"
                let upgrade = try await service.exchange(get + "connection: Upgrade\r\nupgrade: h2c\r\n\r\n")
                #expect(upgrade.hasPrefix("HTTP/1.1 200 OK") && upgrade.contains("connection: close"))
                let more = try await service.exchange(
                    Self.request("{ tokens { nodes { symbol } } }") + "P", endsAtOnce: true)
                #expect(more.hasPrefix("HTTP/1.1 200 OK") && more.contains("AAA"))
                let garbage = try await service.exchange(
                    Self.request("{ tokens { nodes { symbol } } }") + "\u{1}\r\n\r\n")
                #expect(garbage.hasPrefix("HTTP/1.1 200 OK") && garbage.contains("HTTP/1.1 400 Bad Request"))
                let large = get + "content-length: 2000\r\n\r\n"
                let refused = try await service.exchange(large)
                #expect(refused.hasPrefix("HTTP/1.1 413 "))
            }
        }
    }

    @Test func endsAConnectionWithTooManyRequestsAtOnce() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url) { service in
                let tiny = String(repeating: "GET / HTTP/1.1\r\n\r\n", count: 100_000)
                _ = try? await service.exchange(tiny)
                let answer = try await service.ask("{ __typename }")
                #expect(answer.status == 200)
            }
        }
    }

    private static func request(_ query: String, close: Bool = false) -> String {
        let body = #"{"query":"\#(query)"}"#
        return """
            POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\(close ? "connection: close\r\n" : "")\
            content-length: \(body.utf8.count)\r\n\r\n\(body)
            """
    }
}

extension RunningService {
    /// Sends bytes over a connection, and returns all that comes back until the service closes it.
    ///
    /// - Parameter endsAtOnce: whether the client says at once that it sends nothing more.
    fileprivate func exchange(_ text: String, endsAtOnce: Bool = false) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            if endsAtOnce { outbound.finish() }
            var answer = ByteBuffer()
            for try await part in inbound {
                answer.writeImmutableBuffer(part)
                // A refused body is not sent, so the connection stays.
                if String(buffer: answer).contains("BODY_TOO_LARGE") { break }
            }
            return String(buffer: answer)
        }
    }
}
