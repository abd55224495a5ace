extension LocalRabbitMQ {
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
}
