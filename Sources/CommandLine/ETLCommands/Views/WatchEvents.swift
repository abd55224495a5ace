import DisplayText
import TerminalOutput
import Watching

/// Prints the events of a watch.
enum WatchEvents {
    @Sendable
    static func show(_ event: WatchEvent) {
        switch event {
        case .watching(let roots): Terminal.print("Watching \(roots.map(\.printable).joined(separator: ", "))")
        case .submission(let event): SubmissionEvents.show(event)
        case .changed(let path):
            Terminal.print("\(path.printable): changed since it was submitted; it is now a new source")
        case .refused(let path, let error): Terminal.complain("\(path.printable): \(error)")
        case .unreadable(let what): Terminal.complain(what.printable)
        case .waiting(let why): Terminal.complain("\(why) Retrying until the servers are available.")
        case .serversBack: Terminal.print("The servers are available again")
        case .brokerUnavailable(let why): Terminal.complain("\(why); waiting")
        case .brokerBack: Terminal.print("RabbitMQ is available again")
        case .unsettled(let count): Terminal.print("Not complete yet: \(count) files; the next watch submits them")
        }
    }
}
