import SystemPackage

// Orders to a broker that is running.
extension LocalRabbitMQ {
    /// Runs rabbitmqctl with `arguments`, about half a second, and returns what it wrote.
    @discardableResult
    package func control(_ arguments: [String]) async throws(LocalServerError) -> String {
        try await command(node.programs.control, ["-n", node.name, "-q"] + arguments).output()
    }

    /// Evaluates Erlang expressions, without the closing full stop, in the broker; returns the printed value.
    ///
    /// Takes milliseconds where Erlang's `erl_call` is installed, else as long as rabbitmqctl.
    @discardableResult
    package func evaluate(_ expressions: String) async throws(LocalServerError) -> String {
        guard let call = node.programs.call else { return try await control(["eval", expressions + "."]) }
        let caller = "call-\(Secret.random(bytes: 6))"
        // erl_call reads the expressions from standard input, which for a command of ours is the lifeline. -h gives each
        // call a name of its own: without it, and with -r, calls at the same time have failed to connect.
        let answer = try await command(
            "/bin/sh",
            [
                "-c", #"printf '%s.\n' "$1" | "$2" -h "$4" -n "$3" -e"#, "sh", expressions, call.string, node.name,
                caller,
            ]
        ).output()
        guard answer.hasPrefix("{ok, ") else { throw .command("erl_call", status: .exited(0), output: answer) }
        return String(answer.dropFirst(5).dropLast())
    }

    /// Makes a virtual host that the user `etl` may do everything in. `name`: letters, digits and hyphens.
    package func addVirtualHost(_ name: String) async throws(LocalServerError) {
        let host = #"<<"\#(name)">>"#
        let user = #"<<"\#(RabbitMQNode.user)">>"#
        let all = #"<<".*">>"#
        try await evaluate(
            "ok = rabbit_vhost:add(\(host), \(user)), "
                + "ok = rabbit_auth_backend_internal:set_permissions(\(user), \(host), \(all), \(all), \(all), \(user))"
        )
    }

    /// Has the broker write the names of its quorum queues to disk; call it once after declaring queues.
    ///
    /// The broker keeps names of new queues (Ra's table `names.dets`) in memory for half a second. When it is killed in
    /// that time, it takes the queue for a new one at the next start and begins it empty, whatever it has confirmed
    /// before: seen with RabbitMQ 3.10.8. Takes milliseconds.
    package func syncQueueNames() async throws(LocalServerError) {
        try await evaluate("[ok = dets:sync(Table) || Table <- dets:all()]")
    }

    private func command(_ program: FilePath, _ arguments: [String]) -> Command {
        Command(
            program: program, arguments: arguments, environment: node.environment(ports), user: node.runsAs,
            directory: node.directory)
    }
}
