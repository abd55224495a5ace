@testable import LocalServers

extension LocalRabbitMQ {
    /// Declares a quorum queue and publishes persistent messages to it, within the broker and without a client library.
    /// Returns once the queue has them all.
    func publishToQuorumQueue(_ name: String, count: Int) async throws {
        try await evaluate(
            """
            Q = rabbit_misc:r(<<"/">>, queue, <<"\(name)">>), X = rabbit_misc:r(<<"/">>, exchange, <<>>), \
            rabbit_amqqueue:declare(Q, true, false, [{<<"x-queue-type">>, longstr, <<"quorum">>}], none, <<"etl">>), \
            [rabbit_basic:publish(rabbit_basic:delivery(false, false, \
            rabbit_basic:message(X, <<"\(name)">>, [{delivery_mode, 2}], <<"body">>), undefined)) \
            || _ <- lists:seq(1, \(count))]
            """)
        _ = try await messageCount(name, reaching: count)
    }

    /// The number of messages of a queue in the default virtual host. It waits a while for `expected`: after a recovery
    /// or a publish, the count of a queue starts at zero.
    func messageCount(_ name: String, reaching expected: Int) async throws -> Int {
        let deadline = ContinuousClock.now + .seconds(20)
        var count = try await messageCount(name)
        while count != expected, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(50))
            count = try await messageCount(name)
        }
        return count
    }

    private func messageCount(_ name: String) async throws -> Int {
        let answer = try await evaluate(
            """
            {ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"\(name)">>)), \
            {ok, N, _} = rabbit_amqqueue:stat(Q), N
            """)
        return Int(answer) ?? -1
    }
}
