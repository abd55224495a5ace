import ArgumentParser

extension [String] {
    /// Shows the help of a command whose arguments go to another program, if `--help` stands before them.
    func requireNoHelp(of command: (some ParsableCommand).Type) throws {
        if first == "--help" { throw CleanExit.helpRequest(command) }
    }
}
