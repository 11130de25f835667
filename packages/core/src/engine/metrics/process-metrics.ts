import type { Metric } from './exposition.ts'

/** What the process itself takes, under the names that Prometheus' client libraries use. */
export const processMetrics: readonly Metric[] = [
  gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', () => process.memoryUsage.rss()),
  gauge('nodejs_heap_size_used_bytes', 'Heap in use, in bytes.', () => process.memoryUsage().heapUsed),
  gauge(
    'nodejs_external_memory_bytes',
    'Memory outside the heap, in bytes.',
    () => process.memoryUsage().external,
  ),
  gauge(
    'process_start_time_seconds',
    'Start time of the process since unix epoch in seconds.',
    () => performance.timeOrigin / 1_000,
  ),
  {
    ...gauge('process_cpu_seconds_total', 'User and system CPU time spent in seconds.', cpuSeconds),
    type: 'counter',
  },
]

function gauge(name: string, help: string, read: () => number): Metric {
  return { name, type: 'gauge', help, samples: () => [{ labels: {}, value: read() }] }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
