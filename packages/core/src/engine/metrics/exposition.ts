/** A metric's labels, by name. */
export type Labels = Readonly<{ [name: string]: string }>

/** One line of a metric. */
export interface Sample {
  readonly labels: Labels
  readonly value: number
  /** What follows the metric's name, as `_bucket` in a histogram. */
  readonly suffix?: string
}

/** A metric as Prometheus reads it. */
export interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  samples(): Iterable<Sample> | Promise<Iterable<Sample>>
}

/** The media type of `expose`. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Metrics in Prometheus' text format 0.0.4.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export async function expose(metrics: readonly Metric[]): Promise<string> {
  const parts = metrics.map(async (metric) => {
    const { name, type, help } = metric
    const lines = Array.from(await metric.samples(), (sample) => lineOf(name, sample))
    return [`# HELP ${name} ${escape(help)}`, `# TYPE ${name} ${type}`, ...lines].join('\n')
  })
  return `${(await Promise.all(parts)).join('\n')}\n`
}

function lineOf(name: string, { labels, value, suffix = '' }: Sample): string {
  const pairs = Object.entries(labels).map(
    ([label, text]) => `${label}="${escape(text).replaceAll('"', '\\"')}"`,
  )
  return `${name}${suffix}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${numberOf(value)}`
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function numberOf(value: number): string {
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN'
}
