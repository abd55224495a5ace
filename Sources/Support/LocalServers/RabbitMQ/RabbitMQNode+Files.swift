import SystemPackage

extension RabbitMQNode {
    private var home: FilePath { directory.appending("home") }
    private var configuration: FilePath { directory.appending("rabbitmq.conf") }

    /// A link to epmd, so that its arguments identify its owner.
    var portMapper: FilePath { directory.appending("epmd") }

    /// The files that are the same in every run. The empty ones replace those of /etc/rabbitmq, which belong to the
    /// system's broker.
    func writeFixedFiles() throws(LocalServerError) {
        for name in ["home", "mnesia", "conf.d"] {
            try FileSystem.makeDirectory(directory.appending(name), owner: runsAs)
        }
        let cookie = home.appending(".erlang.cookie")
        if !FileSystem.exists(cookie) {
            try FileSystem.writePrivate(cluster?.cookie ?? Secret.random(bytes: 16), to: cookie, owner: runsAs)
        }
        let plugins = hasManagement ? "[rabbitmq_management]" : "[]"
        try FileSystem.writePrivate("\(plugins).\n", to: directory.appending("enabled_plugins"), owner: runsAs)
        try FileSystem.writePrivate("[].\n", to: directory.appending("advanced.config"), owner: runsAs)
        try FileSystem.writePrivate("", to: directory.appending("rabbitmq-env.conf"), owner: runsAs)
        try FileSystem.link(portMapper, to: programs.portMapper)
    }

    /// The configuration of one start. The ports change from run to run; the data does not refer to them.
    func writeConfiguration(_ ports: Ports) throws(LocalServerError) {
        var lines = [
            "listeners.tcp.1 = \(ports.amqp.address):\(ports.amqp.number)",
            // Only a node without data creates this user.
            "default_user = \(Self.user)",
            "default_pass = \(password)",
            "default_permissions.configure = .*",
            "default_permissions.read = .*",
            "default_permissions.write = .*",
            // The log of quorum queues: at the default of 512 MB, it would use most of the memory allowed below before
            // its first trim. A full log rewrites its remaining messages, so a small one costs time.
            "raft.wal_max_size_bytes = 268435456",
            // Publishers block above this, on a machine of any size; a fraction of the machine's memory would be too
            // much here.
            "vm_memory_high_watermark.absolute = 1GB",
            // Publishers block before the disk that PostgreSQL shares is full.
            "disk_free_limit.absolute = 1GB",
            "log.console.level = info",
        ]
        if let tls, let port = ports.tls { lines += tls.rabbitMQConfiguration(port) }
        if let cluster { lines += Self.configuration(of: cluster) }
        if !host.isOnLoopback { lines.append(Self.pausesMinority) }
        if let port = ports.management {
            // Counts every second instead of every five.
            lines += [
                "management.tcp.ip = \(port.address)", "management.tcp.port = \(port.number)",
                "collect_statistics_interval = 1000",
            ]
        }
        try FileSystem.writePrivate(lines.joined(separator: "\n") + "\n", to: configuration, owner: runsAs)
    }

    /// Only PATH of our environment, and every file that the scripts would otherwise look for in /etc and /var.
    func environment(_ ports: Ports) -> [String: String] {
        [
            "PATH": host.searchPath, "HOME": home.string, "LANG": "C.UTF-8",
            "ERL_EPMD_PORT": "\(ports.portMapper.number)", "ERL_EPMD_ADDRESS": ports.portMapper.address,
            "ERL_CRASH_DUMP": directory.appending("erl_crash.dump").string,
            "RABBITMQ_NODENAME": name, "RABBITMQ_USE_LONGNAME": host.isOnLoopback ? "false" : "true",
            "RABBITMQ_DIST_PORT": "\(ports.distribution.number)",
            "RABBITMQ_CONF_ENV_FILE": directory.appending("rabbitmq-env.conf").string,
            "RABBITMQ_CONFIG_FILE": configuration.string,
            "RABBITMQ_CONFIG_FILES": directory.appending("conf.d").string,
            "RABBITMQ_ADVANCED_CONFIG_FILE": directory.appending("advanced.config").string,
            "RABBITMQ_GENERATED_CONFIG_DIR": directory.appending("config").string,
            "RABBITMQ_ENABLED_PLUGINS_FILE": directory.appending("enabled_plugins").string,
            "RABBITMQ_MNESIA_BASE": directory.appending("mnesia").string,
            "RABBITMQ_MNESIA_DIR": directory.appending("mnesia/node").string,
            "RABBITMQ_FEATURE_FLAGS_FILE": directory.appending("mnesia/feature_flags").string,
            "RABBITMQ_LOG_BASE": directory.string,
            // Standard output, which is our log file: so it also has the output of the Erlang machine.
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": directory.appending("pid").string,
            // Makes rabbitmq-server exec the Erlang machine instead of staying as its parent shell, so that signals
            // reach it.
            "RUNNING_UNDER_SYSTEMD": "true",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS":
                "\(distribution(at: host.address)) -token_etl_node \(name)"
                + (cluster == nil ? "" : Self.idleQuietly) + (host.isOnLoopback ? "" : Self.seesPartitionsSoon),
            "RABBITMQ_CTL_ERL_ARGS": distribution(at: ServerHost.loopback),
            // Tools listen too. The whole machine shares their default of ten ports.
            "RABBITMQ_CTL_DIST_PORT_MIN": "35672", "RABBITMQ_CTL_DIST_PORT_MAX": "60999",
        ]
    }

    /// Leaves no port mapper behind, and accepts other nodes at one address only.
    private func distribution(at address: String) -> String {
        "-start_epmd false -kernel inet_dist_use_interface {\(address.replacing(".", with: ","))}"
    }
}
