-- What wrk asks for: the addresses of the file LOAD_ADDRESSES, each connection's thread going round from a place of its own.
local addresses, at, threads = {}, 0, 0
for line in io.lines(os.getenv("LOAD_ADDRESSES")) do
  addresses[#addresses + 1] = line
end

function setup(thread)
  thread:set("place", threads)
  threads = threads + 1
end

function init()
  at = place * math.floor(#addresses / 2)
end

function request()
  at = at % #addresses + 1
  return wrk.format("GET", addresses[at], { ["Accept-Encoding"] = "gzip" })
end

function done(summary, latency)
  local wrong = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.3f, "bytes": %d, "p50_ms": %.1f, "p99_ms": %.1f, "worst_ms": %.1f, '
      .. '"connect": %d, "read": %d, "write": %d, "status": %d, "timeout": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3,
    wrong.connect, wrong.read, wrong.write, wrong.status, wrong.timeout))
end
