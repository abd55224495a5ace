import DisplayText
import Progress
import TerminalOutput

extension Status {
    /// The stuck sources that are named, and that one command resubmits.
    private static let mostNamed = 10

    /// The stuck sources, with the command that resubmits them; else the source that has waited longest, if it waits.
    func stuckLines(_ view: View) -> [String] {
        let stuck = sources.filter { $0.stuck != nil }
        guard !stuck.isEmpty else { return slowestLines(view) }
        var lines: [String] = []
        for source in stuck.prefix(Self.mostNamed) {
            lines += [""] + Format.wrapped("\(source.uri): \(source.stuck ?? "")".printable, view.width)
        }
        let more = stuck.count - Self.mostNamed
        if more > 0 {
            let words = "\(Format.count(more, "more source is", "more sources are")) stuck: --json lists all."
            lines += [""] + Format.wrapped(words, view.width)
        }
        let ids = stuck.prefix(Self.mostNamed).map { String($0.sourceId.prefix(13)) }.joined(separator: " ")
        return lines + ["Resubmit: \(Executable.invocation) sources resubmit \(ids)\(view.againAtServers)"]
    }

    private func slowestLines(_ view: View) -> [String] {
        let waiting = sources.filter { $0.status == "in progress" }
        guard let slowest = waiting.max(by: { $0.quiet < $1.quiet }), slowest.quiet >= 60 else { return [] }
        var words = "Longest without progress: \(slowest.uri), \(Format.age(slowest.quiet))."
        if let sighting = slowest.sighting {
            words += " \(sighting.words)"
        } else if let stages = slowest.stages, !stages.isEmpty {
            words += " Its messages are with \(stages.joined(separator: ", or with "))."
        }
        return [""] + Format.wrapped(words.printable, view.width)
    }
}

extension Status.Source {
    fileprivate var quiet: Int { secondsWithoutProgress ?? 0 }
}

extension Status.Sighting {
    fileprivate var words: String {
        switch activity {
        case "waiting": "Its job waits at the broker: \(reason ?? "for its turn")."
        case "replayed": "Dead letters of it have been replayed."
        default: "An extractor is \(activity) it (\(process))."
        }
    }
}
