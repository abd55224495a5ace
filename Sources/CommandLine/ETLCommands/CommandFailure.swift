import DisplayText
import ETLModels
import Rejects
import ServerAccess
import ServiceSettings
import Submission
import Watching

/// A failure of a command; its description names the options that help.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension ServersError {
    /// The error with the options that select other servers.
    var failure: any Error {
        switch self {
        case .noDatabase: SettingsError("\(self): give --database or set DATABASE_URL")
        case .noPrivateDatabase:
            CommandFailure(
                "\(self): load something with `\(Executable.invocation) run FILE…`, or name a database with --database or "
                    + "a state directory with --state")
        case .noPrivateServers:
            CommandFailure("\(self): name a broker with --broker, or a state directory with --state")
        case .unusableState: CommandFailure("\(self) Choose another with --state.")
        }
    }
}

extension UnfitHeader.Advice? {
    /// The advice as the end of a message, with the options to set.
    var words: String { ([reason] + flags).joined(separator: " ") }

    /// The advice without options that are long.
    var reason: String {
        switch self {
        case .chooseKind(let kind):
            "; other exports have these columns of \(kind.name), too: if that is its kind, add --kind \(kind.name)"
        case .nameColumns: "; if this is a record and not a header, name the columns with --columns"
        case .nameKind: " with --kind"
        case .rename: "; if these are the columns by other names, add"
        case nil: ""
        }
    }

    /// The options, each as a shell takes it.
    var flags: [String] {
        guard case .rename(let renames, let kind) = self else { return [] }
        return renames.flags + (kind.map { ["--kind \($0.name)"] } ?? [])
    }
}

extension [ColumnRename] {
    /// The options that rename fields, each as a shell takes it.
    var flags: [String] { map { "--rename \($0.description.shellQuoted)" } }
}

extension UnreadColumns {
    /// The columns and why they are not loaded.
    var reason: String {
        let shown = names.prefix(12).map { $0.prefix(40) }.joined(separator: ", ") + (names.count > 12 ? ", …" : "")
        let end = renames.isEmpty ? "" : "; if these are columns by other names, add"
        return "not loaded, since \(kind.name) has no such columns: \(shown)\(end)"
    }
}

/// Runs `body`, and adds the relevant options to its errors.
func withCommandErrors<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as ServersError {
        throw error.failure
    } catch let error as WatchError {
        guard case .notADirectory = error else { throw error }
        throw CommandFailure("\(error); `\(Executable.invocation) submit` accepts files")
    } catch let error as SpoolError {
        throw CommandFailure("\(error); choose another directory with --spool")
    } catch let error as RejectError {
        switch error {
        case .unknownSource: throw CommandFailure("\(error); `etl status` lists all sources")
        case .severalKinds: throw CommandFailure("\(error): choose with --kind, or name a source with --source")
        case .unknown: throw error
        }
    }
}
