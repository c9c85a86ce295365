-- For wrk: asks for the paths of the file ASK, one after the other from START on, and prints what it measured as JSON.
-- One in twenty ends its connection, as readers do who leave: else the worker that took all of them keeps them.
local paths, at = {}, tonumber(os.getenv("START"))

for path in io.lines(os.getenv("ASK")) do
  local leaves = #paths % 20 == 0 and {Connection = "close"} or {}
  paths[#paths + 1] = wrk.format("GET", path, leaves)
end

function request()
  at = at % #paths + 1
  return paths[at]
end

function done(summary, latency)
  local wrong = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %f, "wrong": %d, "p50": %f, "p99": %f}\n',
    summary.requests, summary.duration / 1e6, wrong.status + wrong.connect + wrong.read + wrong.write + wrong.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
