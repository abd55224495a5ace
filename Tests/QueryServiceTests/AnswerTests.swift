import Foundation
import NIOHTTP1
import Postgres
import ServiceSettings
import Testing

@testable import QueryService

@Suite(.serialized, .timeLimit(.minutes(3))) struct AnswerTests {
    private let token = "0x" + String(repeating: "Aa", count: 20)

    @Test func answersSeveralFieldsInTheirOrder() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url) { service in
                let answer = try await service.ask(
                    """
                    query Q($token: Bytes!) {
                      t: token(address: $token) { symbol name decimals }
                      __typename
                      tokenTransfers(first: 1, where: {token: $token}) {
                        nodes { blockNumber logIndex amount blockTimestamp } pageInfo { hasNextPage } totalCount { value isExact }
                      }
                      __type(name: "Sources") { name }
                      none: token(address: "0x\(String(repeating: "00", count: 20))") { symbol }
                    }
                    """, variables: #"{"token":"\#(token)"}"#)
                #expect(answer.status == 200)
                #expect(
                    answer.headers.first(name: "content-type") == "application/graphql-response+json; charset=utf-8")
                let expected =
                    #"{"data":{"t":{"symbol":"AAA","name":"Token \"A\"","decimals":"18"},"__typename":"Query","#
                    + #""tokenTransfers":{"nodes":[{"blockNumber":"109","logIndex":9,"amount":"99","#
                    + #""blockTimestamp":"2022-08-08T23:08:40Z"}],"pageInfo":{"hasNextPage":true},"#
                    + #""totalCount":{"value":100,"isExact":true}},"__type":{"name":"Sources"},"none":null}}"#
                #expect(answer.body == expected)
            }
        }
    }

    @Test func answersTheOldMediaTypeAndGET() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url) { service in
                let old = try await service.send(
                    .POST, headers: ["content-type": "application/json"], body: #"{"query":"{ x }"}"#)
                #expect(old.status == 200 && old.codes == ["GRAPHQL_VALIDATION_FAILED"])
                #expect(old.headers.first(name: "content-type") == "application/json; charset=utf-8")
                #expect(try await service.ask("{ x }").status == 400)
                let get = try await service.send(.GET, "/graphql?query=%7B__typename%7D")
                #expect(get.status == 200 && get.body == #"{"data":{"__typename":"Query"}}"#)
                let head = try await service.send(.HEAD, "/graphql?query=%7B__typename%7D")
                #expect(head.status == 200 && head.body.isEmpty)
                #expect(head.headers.first(name: "content-length") == "\(get.body.utf8.count)")
                let change = try await service.send(.GET, "/graphql?query=mutation%7Ba%7D")
                #expect(change.status == 405 && change.headers.first(name: "allow") == "POST")
                let put = try await service.send(.PUT, body: "{}")
                #expect(put.status == 405 && put.codes == ["METHOD_NOT_ALLOWED"])
                #expect(try await service.send(.GET, "/").status == 404)
            }
        }
    }

    @Test func refusesBodiesBeyondTheLimit() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url, [.maxBodyBytes: "1000"]) { service in
                let large = try await service.ask("{ __typename } #" + String(repeating: "x", count: 2000))
                #expect(large.status == 413 && large.codes == ["BODY_TOO_LARGE"])
                #expect(try await service.ask("{ __typename }").status == 200)
            }
        }
    }

    @Test func refusesAnswersThatAreTooLarge() async throws {
        try await withLoadedDatabase { url, owner in
            try await owner.execute("UPDATE tokens SET name = repeat('x', 5000000)")
            try await serving(url) { service in
                let one = try await service.ask("{ tokens(first: 1) { nodes { name } } }")
                #expect(one.status == 200 && one.body.utf8.count > 5_000_000)
                let two = try await service.ask("{ tokens(first: 2) { nodes { name } } }")
                #expect(two.status == 400 && two.codes == ["RESPONSE_TOO_LARGE"])
                #expect(two.body.contains(#""path":["tokens"]"#))
                let query = "{ a: tokens(first: 1) { nodes { name } } b: tokens(last: 1) { nodes { name } } }"
                #expect(try await service.ask(query).codes == ["RESPONSE_TOO_LARGE"])
                let names = (0..<45).map { "n\($0): __schema { ...S }" }.joined(separator: " ")
                let value = "name description defaultValue type { name kind }"
                let type =
                    "name description fields { name description args { \(value) } type { name } } inputFields { \(value) }"
                let text = "{ \(names) } fragment S on __Schema { types { \(type) } }"
                #expect(try await service.ask(text).codes == ["LIMIT_EXCEEDED"])
            }
        }
    }

    @Test func refusesHeadsThatAreTooLong() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url) { service in
                let long = String(repeating: "x", count: 10_000)
                // A comment is no part of the query.
                let fits = try await service.send(.GET, "/graphql?query=%7B__typename%7D%23\(long)")
                #expect(fits.status == 200)
                for count in [10, 200, 1000] {
                    // Of the longest, the client cannot even send all.
                    let many = String(repeating: long, count: count)
                    let refused = try await service.send(.GET, "/graphql?query=%7B__typename%7D%23\(many)")
                    #expect(refused.status == 400)
                }
            }
        }
    }

    @Test func refusesWhatNoIndexServesWithTheCommandToType() async throws {
        try await withLoadedDatabase { url, owner in
            try await serving(url) { service in
                let query =
                    "{ tokenTransfers(where: {transactionHash: \"0x\(String(repeating: "01", count: 32))\"}) { nodes { id } } }"
                let refused = try await service.ask(query)
                #expect(refused.codes == ["INDEX_MISSING"] && refused.status == 400)
                #expect(refused.body.contains("etl indexes create transaction"))
                // The watch finds an index that is built while it runs.
                try await owner.execute("CREATE INDEX ON token_transfers USING hash (transaction_hash)")
                #expect(try await service.ask(query, until: []).body == #"{"data":{"tokenTransfers":{"nodes":[]}}}"#)
            }
        }
    }

    @Test func letsOtherPagesReadOnlyIfTheyAreAllowed() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url) { service in
                let answer = try await service.ask("{ __typename }", headers: ["origin": "https://a.example"])
                #expect(answer.headers.first(name: "access-control-allow-origin") == nil)
            }
            try await serving(url, [.allowOrigin: "https://a.example https://b.example:8443"]) { service in
                let allowed = try await service.ask("{ __typename }", headers: ["origin": "https://b.example:8443"])
                #expect(allowed.headers.first(name: "access-control-allow-origin") == "https://b.example:8443")
                #expect(allowed.headers.first(name: "vary")?.contains("Origin") == true)
                let other = try await service.ask("{ __typename }", headers: ["origin": "https://c.example"])
                #expect(other.headers.first(name: "access-control-allow-origin") == nil)
                let preflight = try await service.send(.OPTIONS, headers: ["origin": "https://a.example"])
                #expect(preflight.status == 204)
                #expect(preflight.headers.first(name: "access-control-allow-headers") == "content-type, accept")
            }
        }
    }

    @Test func switchesIntrospectionOff() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url, [.introspection: "off"]) { service in
                let refused = try await service.ask("{ __schema { types { name } } }")
                #expect(refused.codes == ["INTROSPECTION_DISABLED"])
                #expect(try await service.ask("{ __typename }").codes.isEmpty)
            }
        }
    }
}
