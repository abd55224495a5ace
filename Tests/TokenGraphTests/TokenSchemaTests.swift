import GraphQL
import Testing

@testable import TokenGraph

@Suite struct TokenSchemaTests {
    @Test func isAValidSchema() throws {
        let schema = try TokenSchema.schema()
        #expect(schema.sdl.contains("type TokenTransfer {"))
    }

    @Test func describesEverythingThatAUserSees() {
        var missing: [String] = []
        func check(_ name: String, _ description: String?) {
            if description?.isEmpty != false { missing.append(name) }
        }
        for type in TokenSchema.definition.types {
            switch type {
            case .scalar(let scalar): check(scalar.name, scalar.description)
            case .object(let object), .interface(let object):
                check(object.name, object.description)
                for field in object.fields {
                    check("\(object.name).\(field.name)", field.description)
                    for argument in field.arguments { check("\(field.name).\(argument.name)", argument.description) }
                }
            case .union(let union): check(union.name, union.description)
            case .enumeration(let values):
                check(values.name, values.description)
                for value in values.values { check("\(values.name).\(value.name)", value.description) }
            case .input(let input):
                check(input.name, input.description)
                for field in input.fields { check("\(input.name).\(field.name)", field.description) }
            }
        }
        #expect(missing == [])
    }

    @Test(arguments: ["1.5", "1e3", "\"1.0\"", "\"\"", "\"-\"", "\"0x1\"", "true"])
    func refusesWhatIsNoWholeNumber(_ value: String) throws {
        let error = try Request.refusal("{tokenTransfer(blockNumber: \(value), logIndex: 0) {id}}")
        #expect(error.code == .validationFailed)
    }

    @Test func refusesFloatsInVariables() throws {
        let error = try Request.refusal(
            "query($b: BigInt!) {tokenTransfer(blockNumber: $b, logIndex: 0) {id}}", variables: #"{"b": 1.0}"#)
        #expect(error.code == .badUserInput)
    }

    @Test func acceptsNumbersAndTexts() throws {
        let query = "query($b: BigInt!) {tokenTransfer(blockNumber: $b, logIndex: 0) {id}}"
        let number = try Request.statement(query, variables: #"{"b": 9223372036854775807}"#)
        let text = try Request.statement(query, variables: #"{"b": "0009223372036854775807"}"#)
        #expect(number == text)
        #expect(number.parameters.first == .integer(.max))
    }

    @Test(arguments: [-1, 19, 21, 31, 33])
    func refusesBytesOfAnyOtherLength(_ count: Int) throws {
        let text = count < 0 ? "" : "0x" + String(repeating: "00", count: count)
        #expect(try Request.refusal("{token(address: \"\(text)\") {name}}").code == .validationFailed)
    }

    @Test func refusesAHashAsAnAddress() throws {
        let hash = "0x" + String(repeating: "ab", count: 32)
        let error = try Request.refusal("{token(address: \"\(hash)\") {name}}")
        #expect(error.code == .badUserInput)
        #expect(error.message == "'address' is an address of 20 bytes, not of 32.")
        #expect(error.path == [.name("token")])
    }

    @Test func refusesAnAddressAsAHash() throws {
        let error = try Request.refusal(
            "{tokenTransfers(where: {transactionHash: \"\(address("ab"))\"}) {nodes {id}}}")
        #expect(error.message == "'transactionHash' is a hash of 32 bytes, not of 20.")
    }

    @Test func readsAddressesOfAnyCase() throws {
        let lower = try Request.statement("{token(address: \"\(address("ab"))\") {name}}")
        let upper = try Request.statement("{token(address: \"0x\(String(repeating: "aB", count: 20))\") {name}}")
        #expect(lower == upper)
    }

    @Test(arguments: ["2022-08-08T23:06:52Z", "2022-08-09T01:06:52+02:00", "2022-08-08t22:36:52.000-00:30"])
    func readsTimesOfAnyZone(_ text: String) throws {
        let statement = try Request.statement("{tokenTransfers(where: {timestamp_gte: \"\(text)\"}) {nodes {id}}}")
        #expect(statement.parameters.contains { $0.text == "2022-08-08 23:06:52 UTC" })
    }

    @Test(arguments: [
        "2022-08-08 23:06:52Z", "2022-08-08T23:06:52", "2022-08-08T23:06:52 UTC", "2022-08-08T23:06:52 Z", "2022-08-08",
        "1660000012", "2022-02-30T00:00:00Z", "2022-08-08T23:06:60Z", "2022-08-08T23:06:52+0200",
        "2022-08-08T23:06:52 +02:00", "",
    ])
    func refusesOtherTimes(_ text: String) throws {
        let error = try Request.refusal("{tokenTransfers(where: {timestamp_gte: \"\(text)\"}) {nodes {id}}}")
        #expect(error.code == .validationFailed)
    }
}
