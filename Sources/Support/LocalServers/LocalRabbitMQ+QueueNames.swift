extension LocalRabbitMQ {
    /// Has the broker write the names of its quorum queues to disk; call it once after declaring queues.
    ///
    /// The broker keeps names of new queues (Ra's table `names.dets`) in memory for half a second. When it is killed in
    /// that time, it takes the queue for a new one at the next start and begins it empty, whatever it has confirmed
    /// before: seen with RabbitMQ 3.10.8. Takes milliseconds.
    package func syncQueueNames() async throws(LocalServerError) {
        try await evaluate("[ok = dets:sync(Table) || Table <- dets:all()]")
    }
}
