import SystemPackage

// Commands for a running broker.
extension LocalRabbitMQ {
    /// Runs rabbitmqctl with `arguments`, about half a second, and returns its output.
    @discardableResult
    package func control(_ arguments: [String]) async throws(LocalServerError) -> String {
        try await command(node.programs.control, ["-n", node.name, "-q"] + arguments).output()
    }

    /// Evaluates Erlang expressions, without the closing full stop, in the broker; returns the printed value.
    ///
    /// Takes milliseconds if Erlang's `erl_call` is installed, else as long as rabbitmqctl.
    @discardableResult
    package func evaluate(_ expressions: String) async throws(LocalServerError) -> String {
        guard let call = node.programs.call else { return try await control(["eval", expressions + "."]) }
        let caller = "call-\(Secret.random(bytes: 6))"
        // erl_call reads the expressions from standard input, which for our commands is the lifeline. -h gives each
        // call its own name. Without it, and with -r, concurrent calls have failed to connect.
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

    /// Creates a virtual host in which the user `etl` has all permissions. `name`: letters, digits and hyphens.
    package func addVirtualHost(_ name: String) async throws(LocalServerError) {
        let host = #"<<"\#(name)">>"#
        let user = #"<<"\#(RabbitMQNode.user)">>"#
        let all = #"<<".*">>"#
        try await evaluate(
            "ok = rabbit_vhost:add(\(host), \(user)), "
                + "ok = rabbit_auth_backend_internal:set_permissions(\(user), \(host), \(all), \(all), \(all), \(user))"
        )
    }

    /// Makes the names of the broker's quorum queues durable; call it once after declaring queues.
    ///
    /// The broker keeps names of new queues (Ra's table `names.dets`) in memory for half a second. If it is killed in
    /// that time, its next start takes the queue for a new one, creates it empty, and loses confirmed messages. This
    /// was seen with RabbitMQ 3.10.8. Takes milliseconds.
    package func syncQueueNames() async throws(LocalServerError) {
        try await evaluate("[ok = dets:sync(Table) || Table <- dets:all()]")
    }

    private func command(_ program: FilePath, _ arguments: [String]) -> Command {
        Command(
            program: program, arguments: arguments, environment: node.environment(ports), host: node.host,
            user: node.runsAs, directory: node.directory)
    }
}
