/** Which Latchkey crawls: by `crawl()` or by the command `latchkey run`, with which parser and how many workers. */
export interface LatchkeyClient {
  readonly way: 'crawl' | 'run'
  readonly parser: 'html5' | 'fast'
  readonly workers: number | 'auto'
}

/** What a name such as `latchkey fast` or `latchkey run html5 2` stands for; `undefined` for those of others. */
export function latchkeyNamed(name: string): LatchkeyClient | undefined {
  const [, run, parser, workers = '0'] = /^latchkey (run )?(html5|fast)(?: (\d+|auto))?$/.exec(name) ?? []
  if (parser === undefined) return undefined
  return {
    way: run ? 'run' : 'crawl',
    parser: parser as LatchkeyClient['parser'],
    workers: workers === 'auto' ? workers : Number(workers),
  }
}
