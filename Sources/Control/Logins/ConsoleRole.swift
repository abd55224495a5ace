/// What a person may do in the console.
package enum ConsoleRole: String, Sendable, CaseIterable {
    /// Sees everything, and acts on nothing.
    case reader
    /// Acts as well, in a console that lets anybody act.
    case `operator`
}
