import SystemPackage

extension Lifeline {
    /// The arguments that make `/bin/sh` the wrapper of `command`.
    static func wrapperArguments(around command: [String], ending: Ending) -> [String] {
        [
            "-c", wrapper, "lifeline", ending.signal.rawValue, String(ending.graceSeconds),
            ending.removes?.string ?? "",
        ] + command
    }

    /// The script for `/bin/sh`; its standard input is the line.
    ///
    /// - The command runs in the background, so the wrapper can report its process id and wait for both it and the
    ///   line. POSIX makes such a command start with SIGINT and SIGQUIT ignored (XCU 2.11); servers set their own
    ///   handlers.
    /// - The watcher sends the signals named on the line, and ends the process when the line is cut. Its status 9 means
    ///   that the line was cut. Once `wait` has reaped the process, the wrapper ends the watcher, so that it does not
    ///   signal a reused process id.
    /// - The wrapper closes its own standard output, so that it keeps no pipe of the command open.
    private static let wrapper = """
        signal=$1 grace=$2 removes=$3
        shift 3
        exec 3<&0 </dev/null
        "$@" 3<&- &
        child=$!
        exec >/dev/null 2>&1
        trap '' PIPE
        watch() {
            while read -r name <&3; do kill -s "$name" "$child"; done
            sleeper=
            trap '[ -z "$sleeper" ] || kill "$sleeper"; exit 9' TERM
            kill -s "$signal" "$child"
            sleep "$grace" 3<&- &
            sleeper=$!
            wait "$sleeper"
            kill -s KILL "$child"
            exit 9
        }
        watch &
        watcher=$!
        echo "$child" >&3
        exec 3<&-
        wait "$child"
        status=$?
        kill "$watcher"
        wait "$watcher"
        if [ $? -eq 9 ] && [ -n "$removes" ]; then
            cd /
            rm -rf "$removes"
            rmdir "$(dirname "$removes")"
        fi
        exit "$status"
        """
}
