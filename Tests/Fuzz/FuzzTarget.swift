package import TestData

/// A fuzz target: a reader of untrusted bytes, its inputs, and the properties that must hold for all of them.
package protocol FuzzTarget: SendableMetatype {
    /// The target's name on the command line.
    static var name: String { get }
    /// A short description of its inputs.
    static var summary: String { get }
    /// The number of inputs in the tests: as many as a debug build checks in some seconds.
    static var inputsInTests: Int { get }

    /// Prepares the seeds.
    init(_ corpus: Corpus) throws

    /// Generates an input, the same one for the same random numbers.
    func makeInput(_ random: inout SeededGenerator) -> [UInt8]

    /// Reads an input; the result must depend on nothing else.
    ///
    /// - Returns: whether it was read to its end; the others only prove that the reader refuses them.
    /// - Throws: ``Finding`` if a property does not hold; any other error counts as one too.
    func check(_ input: [UInt8]) throws -> Bool
}

/// A property that does not hold.
package struct Finding: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Throws a finding if the condition is false.
func expect(_ condition: Bool, _ what: @autoclosure () -> String) throws(Finding) {
    guard condition else { throw Finding(what()) }
}
