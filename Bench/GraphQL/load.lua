-- Posts the bodies of a file, one a line, over and over; prints a JSON object at the end.
local requests, position = {}, 0

function init(arguments)
    local headers = {
        ["Content-Type"] = "application/json",
        ["Accept"] = "application/graphql-response+json",
    }
    for body in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("POST", "/graphql", headers, body)
    end
end

function request()
    position = position % #requests + 1
    return requests[position]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '\n{"requests": %d, "seconds": %.6f, "bytes": %d, "p50": %.3f, "p99": %.3f, "max": %.3f, '
            .. '"refused": %d, "broken": %d}\n',
        summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3,
        latency:percentile(99) / 1e3, latency.max / 1e3, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout))
end
