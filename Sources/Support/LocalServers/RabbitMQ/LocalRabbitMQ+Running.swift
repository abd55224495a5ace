package import SystemPackage

extension LocalRabbitMQ {
    /// Whether a private broker has ever kept its data in the state directory at `path`.
    package static func hasData(in path: FilePath) -> Bool {
        FileSystem.exists(path.appending("rabbitmq/mnesia/node"))
    }

    /// The private broker that another process runs on this state, with the password: never log it.
    /// Nil if none is running, or if its files are not readable for us.
    package static func runningURL(in path: FilePath) -> String? {
        guard let directory = try? FileSystem.absolute(path).appending("rabbitmq"),
            let password = try? FileSystem.read(directory.appending("password")).prefix(while: { !$0.isWhitespace }),
            let name = try? FileSystem.read(directory.appending("node-name")).prefix(while: { !$0.isWhitespace }),
            let text = try? FileSystem.read(directory.appending(RabbitMQNode.runningFile))
        else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace)
        // The file outlives its broker; the node's name among its arguments identifies the process.
        guard words.count == 2, let pid = Int32(words[0]), let port = UInt16(words[1]),
            ProcessTable.arguments(of: pid).contains("etl-\(name)@localhost")
        else { return nil }
        return "amqp://\(RabbitMQNode.user):\(password)@127.0.0.1:\(port)/"
    }
}

extension RabbitMQNode {
    /// The file that publishes a ready broker to other processes: its process id and its port.
    static let runningFile: FilePath.Component = "running"

    func announce(_ broker: ManagedProcess, _ ports: Ports) throws(LocalServerError) {
        try FileSystem.writePrivate(
            "\(broker.pid) \(ports.amqp.number)\n", to: directory.appending(Self.runningFile), owner: runsAs)
    }
}
