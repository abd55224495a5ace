import GraphQL
import Testing

struct MergingTests {
    private static let hint = " Use different aliases on the fields to fetch both if this was intentional."

    @Test(arguments: [
        ("{dog{a: id a: name}}", "Fields 'a' conflict because 'id' and 'name' are different fields."),
        ("{dog{name name(short: true)}}", "Fields 'name' conflict because they have differing arguments."),
        (
            "{either{...on Dog{volume} ...on Cat{volume}}}",
            "Fields 'volume' conflict because they return conflicting types 'Int' and 'String'."
        ),
        (
            "{dog{id} dog{id: name}}",
            "Fields 'dog' conflict because subfields 'id' conflict because 'id' and 'name' are different fields."
        ),
        (
            "{dog{...A ...B}} fragment A on Dog{x: id} fragment B on Dog{x: name}",
            "Fields 'x' conflict because 'id' and 'name' are different fields."
        ),
        (
            "{dog{x: id ...A}} fragment A on Dog{...B} fragment B on Dog{x: name}",
            "Fields 'x' conflict because 'id' and 'name' are different fields."
        ),
        (
            "{pet(in: {legs: 1}){name} pet(in: {legs: 2}){name}}",
            "Fields 'pet' conflict because they have differing arguments."
        ),
        // The same characters in other bytes.
        (
            #"{called(name: "caf\u00e9"){id} called(name: "cafe\u0301"){id}}"#,
            "Fields 'called' conflict because they have differing arguments."
        ),
    ])
    func refusesConflicts(text: String, message: String) throws {
        #expect(messages(text, try pets()) == [message + Self.hint])
    }

    @Test(arguments: [
        "{dog{id id x: id x: id}}", "{dog{name(short: true) name(short: true)}}",
        "{either{...on Dog{x: name} ...on Cat{x: name(short: true)}}}",
        "{pet(in: {legs: 1, wild: true}){name} pet(in: {wild: true, legs: 1}){name}}", "{dog{id} dog{name}}",
        "{dog{...A ...A}} fragment A on Dog{id id}",
    ])
    func acceptsFieldsThatMerge(text: String) throws {
        #expect(messages(text, try pets()).isEmpty)
    }

    @Test func boundsTheComparisons() throws {
        let text = "{" + String(repeating: "dog{id} ", count: 100) + "}"
        let document = try Document.parse(text)
        #expect(try pets().validate(document).isEmpty)
        let errors = try pets().validate(document, limits: ValidationLimits(comparisons: 1_000))
        #expect(errors.map(\.code) == [.limitExceeded])
    }

    @Test func acceptsThousandsOfRepetitions() throws {
        #expect(messages("{dog{" + String(repeating: "id ", count: 5_000) + "}}", try pets()).isEmpty)
    }

    @Test func boundsTheTextOfConflicts() throws {
        let fields = (0..<200).map { "dog{a\($0): id x: id} dog{a\($0): name x: name}" }.joined(separator: " ")
        let found = messages("{\(fields)}", try pets())
        #expect(found.count <= 101)
        #expect(found.reduce(0) { $0 + $1.utf8.count } < 1_000_000)
    }

    /// Each fragment spreads the next one twice: without a memory the cost would double with each.
    @Test func comparesDoublingFragmentsOnce() throws {
        var text = "{dog{...F0}}"
        for index in 0..<60 { text += " fragment F\(index) on Dog{friend{...F\(index + 1)} friend{...F\(index + 1)}}" }
        text += " fragment F60 on Dog{id}"
        #expect(messages(text, try pets()).isEmpty)
    }

    /// A chain of fragments deeper than the limit is refused, and does not reach the end of the stack.
    @Test(arguments: [100, 3_000])
    func boundsTheDepthOfFragments(count: Int) throws {
        var text = "{dog{...F0 ...G0}}"
        for index in 0..<count {
            text += " fragment F\(index) on Dog{...F\(index + 1)} fragment G\(index) on Dog{...G\(index + 1)}"
        }
        text += " fragment F\(count) on Dog{id} fragment G\(count) on Dog{id}"
        let document = try Document.parse(text, limits: DocumentLimits(tokens: 100_000))
        #expect(try pets().validate(document).map(\.code) == (count > 300 ? [.limitExceeded] : []))
    }
}
