import CPostgreSQL

/// Owns a session of libpq and closes it; used by one thread at a time.
struct LibpqConnection: ~Copyable {
    let pointer: OpaquePointer

    private init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQfinish(pointer)
    }

    /// Connects, trying the hosts in their order; blocks until the session is open or every host has failed.
    static func connect(
        _ parameters: [ConnectionParameter], configuredLocation: String
    ) throws(PostgresError) -> LibpqConnection {
        guard let pointer = start(parameters) else {
            throw PostgresError(
                sqlState: "53200", message: "no memory for a database connection", location: configuredLocation)
        }
        let handle = LibpqConnection(owning: pointer)
        if PQstatus(pointer) != CONNECTION_BAD {
            // libpq reports a refused login as text in the server's language; only its verbose form contains the
            // SQLSTATE. Verbosity belongs to a handle, and PQreset connects an existing handle by all of libpq's own
            // rules (time limit for each host, target_session_attrs). So the attempt that made the handle is abandoned.
            PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
            PQreset(pointer)
        }
        guard PQstatus(pointer) == CONNECTION_OK else {
            throw .connectFailed(report: String(cString: PQerrorMessage(pointer), orElse: ""), at: configuredLocation)
        }
        PQsetErrorVerbosity(pointer, PQERRORS_DEFAULT)
        // Without a receiver libpq prints notices to standard error.
        PQsetNoticeReceiver(pointer, { _, _ in }, nil)
        return handle
    }

    /// The actual location of the session; the configuration can list several hosts.
    var location: String {
        PostgresConfiguration.location(
            host: String(cString: PQhost(pointer), orElse: ""), port: String(cString: PQport(pointer), orElse: ""),
            database: String(cString: PQdb(pointer), orElse: ""), user: String(cString: PQuser(pointer), orElse: ""))
    }

    var isUsable: Bool {
        PQstatus(pointer) == CONNECTION_OK && PQtransactionStatus(pointer) != PQTRANS_UNKNOWN
    }

    /// Starts to connect; the caller owns the result.
    static func start(_ parameters: [ConnectionParameter]) -> OpaquePointer? {
        withCStrings(parameters.map(\.keyword)) { keywords in
            withCStrings(parameters.map(\.value)) { values in
                PQconnectStartParams(keywords, values, 0)
            }
        }
    }
}

/// Calls `body` with the strings as a C array with a null pointer at its end.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    var offsets: [Int] = []
    var storage: [CChar] = []
    for string in strings {
        offsets.append(storage.count)
        storage += string.utf8CString
    }
    return storage.withUnsafeBufferPointer { block in
        let pointers = offsets.map { offset in block.baseAddress?.advanced(by: offset) } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
