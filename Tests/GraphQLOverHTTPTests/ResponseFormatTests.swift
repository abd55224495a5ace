import GraphQL
import Testing

@testable import GraphQLOverHTTP

@Suite struct ResponseFormatTests {
    @Test(arguments: [
        (nil, ResponseFormat.json), ("", .json), ("*/*", .json), ("application/*", .json),
        ("application/json", .json), ("application/graphql-response+json", .graphQLResponse),
        ("APPLICATION/GraphQL-Response+JSON ; charset=UTF-8", .graphQLResponse),
        ("application/graphql-response+json, application/json;q=0.9", .graphQLResponse),
        ("application/json, application/graphql-response+json", .graphQLResponse),
        ("application/json, application/graphql-response+json;q=0.5", .json),
        ("application/graphql-response+json;q=0, */*", .json), ("text/html, */*;q=0.1", .json),
        ("application/json;q=0, application/*", .graphQLResponse),
    ])
    func choosesTheTypeThatTheClientPrefers(_ accept: String?, _ format: ResponseFormat) throws {
        #expect(try ResponseFormat(accept: accept) == format)
    }

    @Test(arguments: ["text/html", "application/json;q=0", "application/json; charset=latin1", "x", ";;;", ","])
    func refusesWhatAcceptsNeither(_ accept: String) {
        let fault = #expect(throws: HTTPFault.self) { try ResponseFormat(accept: accept) }
        #expect(fault?.status == 406)
    }

    @Test(arguments: [
        "application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;charset=\"UTF-8\"",
    ])
    func readsJSON(_ type: String) throws {
        #expect(throws: Never.self) { try RequestType.requireJSON(contentType: type) }
    }

    @Test(arguments: [
        nil, "", "text/plain", "application/graphql", "application/json; charset=utf-16", "application/jsonp",
    ])
    func refusesOtherBodies(_ type: String?) {
        let fault = #expect(throws: HTTPFault.self) { try RequestType.requireJSON(contentType: type) }
        #expect(fault?.status == 415)
    }

    @Test func tellsTheClientOfTheOldTypeByTheBodyWhatIsWrong() {
        let error = GraphQLError("no", code: .validationFailed)
        let refused = QueryResponse([error], outcome: .refused, status: 400)
        #expect(refused.status(in: .graphQLResponse) == 400)
        #expect(refused.status(in: .json) == 200)
        #expect(
            String(decoding: refused.body, as: UTF8.self)
                == #"{"errors":[{"message":"no","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}"#)
        let shed = QueryResponse([error], outcome: .shed, status: 503)
        #expect(shed.status(in: .json) == 503)
        let fault = QueryResponse(HTTPFault.badRequest("no"))
        #expect(fault.status(in: .json) == 400)
        #expect(QueryResponse(data: []).status(in: .graphQLResponse) == 200)
    }
}
