import GraphQL
import Testing

@testable import GraphQLOverHTTP

@Suite struct QueryRequestTests {
    private func request(_ body: String, nesting: Int = 8) throws(HTTPFault) -> QueryRequest {
        try QueryRequest(body: Array(body.utf8), nesting: nesting)
    }

    @Test func readsTheParametersOfABody() throws {
        let full = try request(
            #"{"query":"{a}","operationName":"A","variables":{"x":[1.50]},"extensions":{},"other":1}"#)
        #expect(full.query == "{a}")
        #expect(full.operationName == "A")
        #expect(full.variables?["x"] == .array([.number("1.50")]))
        #expect(try request(#"{"query":"{a}","operationName":null,"variables":null}"#) == QueryRequest(query: "{a}"))
        #expect(try request(#"{"documentId":"latest"}"#) == QueryRequest(documentID: "latest"))
    }

    @Test(arguments: [
        "", "[]", "[{\"query\":\"{a}\"}]", "1", "null", "{}", "{\"query\":1}", "{\"query\":[\"{a}\"]}",
        "{\"query\":\"{a}\",\"operationName\":1}", "{\"query\":\"{a}\",\"variables\":\"{}\"}",
        "{\"query\":\"{a}\",\"variables\":[1]}", "{\"query\":\"{a}\",\"extensions\":1}", "{\"query\":\"{a}\"",
        "{\"query\":\"{a}\"} x", "{\"query\":\"{a}\",\"query\":\"{b}\"}", "{\"query\":\"{a}\",\"documentId\":\"a\"}",
    ])
    func refusesABodyThatIsNoRequest(_ body: String) throws {
        let fault = #expect(throws: HTTPFault.self) { try request(body) }
        #expect(fault?.status == 400)
        #expect(fault?.code == .badRequest)
    }

    @Test func boundsTheLevelsOfVariables() throws {
        func body(_ levels: Int) -> String {
            let value = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
            return #"{"query":"{a}","variables":{"x":\#(value)}}"#
        }
        #expect(throws: Never.self) { try request(body(3), nesting: 3) }
        #expect(throws: HTTPFault.self) { try request(body(4), nesting: 3) }
        #expect(throws: HTTPFault.self) { try request(body(100_000), nesting: 3) }
    }

    @Test func readsTheParametersOfAURL() throws {
        let query = "query=query+A(%24x%3a+Int)%7Ba%7D&operationName=A&variables=%7B%22x%22%3A1%7D&extensions=&v=2"
        let request = try QueryRequest(urlQuery: query, nesting: 8)
        #expect(request.query == "query A($x: Int){a}")
        #expect(request.operationName == "A")
        #expect(request.variables?["x"] == .number("1"))
        #expect(try QueryRequest(urlQuery: "query=%C3%BC", nesting: 8).query == "ü")
    }

    @Test(arguments: [
        "", "query", "query=%", "query=%4", "query=%ZZ", "query=%FF", "query={a}&query={b}", "operationName=A",
        "query={a}&variables=1", "query={a}&variables={",
    ])
    func refusesAURLThatIsNoRequest(_ query: String) throws {
        let fault = #expect(throws: HTTPFault.self) { try QueryRequest(urlQuery: query, nesting: 8) }
        #expect(fault?.status == 400)
    }
}
