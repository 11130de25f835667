import { stripVTControlCharacters, styleText } from 'node:util'

import type { Hold } from '../../engine/control/gate.ts'
import type { Progress } from '../../engine/report/progress.ts'
import { count, duration, rate } from './format.ts'

/** Shows how a run goes. */
export interface ProgressView {
  readonly show: (progress: Progress) => void
  /** A line of its own above what is redrawn. */
  say(line: string): void
  end(): void
}

/** How it is shown: lines redrawn on a terminal, a plain line every few seconds, JSON lines, or not at all. */
export type ProgressStyle = 'terminal' | 'lines' | 'json' | 'silent'

export function progressView(style: ProgressStyle): ProgressView {
  if (style === 'json') return jsonView()
  if (style === 'silent') return { show() {}, say() {}, end() {} }
  return style === 'terminal' ? terminalView() : lineView()
}

function jsonView(): ProgressView {
  return {
    show: (progress) => console.log(JSON.stringify({ event: 'progress', ...progress })),
    say: (message) => console.log(JSON.stringify({ event: 'note', message })),
    end() {},
  }
}

const LINE_INTERVAL = 5

function lineView(): ProgressView {
  let next = 0
  let held = ''
  return {
    show(progress) {
      // That nothing moves any more, or moves again, is told at once.
      const isNews = held !== String(progress.holds)
      if (progress.seconds < next && !isNews) return
      next = progress.seconds + LINE_INTERVAL
      held = String(progress.holds)
      console.error(
        `${progress.crawler}  ${duration(progress.seconds)}  ${[...figures(progress), ...pace(progress), ...progress.troubles.slice(0, 1)].join('  ')}`,
      )
    },
    say: (line) => console.error(line),
    end() {},
  }
}

function terminalView(): ProgressView {
  let drawn = 0
  const erase = () => {
    // Up over what was drawn, and clear from there to the end of the screen; a ^C that was typed has moved the cursor.
    if (drawn > 0) process.stderr.write(`\r\u001B[${drawn}A\u001B[J`)
    drawn = 0
  }
  return {
    show(progress) {
      const head = `${styleText('bold', progress.crawler)}  run ${progress.run}  ${duration(progress.seconds)}`
      const lines = [
        head,
        `  ${figures(progress).join('   ')}`,
        `  ${pace(progress).join('   ')}`,
        ...troubles(progress),
      ]
      erase()
      process.stderr.write(`${lines.join('\n')}\n`)
      drawn = lines.reduce((rows, line) => rows + rowsOf(line, process.stderr.columns), 0)
    },
    say(line) {
      erase()
      process.stderr.write(`${styleText('yellow', line)}\n`)
    },
    end: erase,
  }
}

/** So many sites in trouble are named. */
const MOST_TROUBLES = 3

function troubles({ troubles }: Progress): string[] {
  const more = troubles.length - MOST_TROUBLES
  const lines = troubles.slice(0, MOST_TROUBLES).map((trouble) => `  ${styleText('yellow', trouble)}`)
  return more > 0 ? [...lines, `  and ${count(more)} more`] : lines
}

/** How many rows of the terminal a line takes. */
function rowsOf(line: string, columns = 80): number {
  return Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns))
}

function figures({ done, waiting, failed, skipped, records }: Progress): string[] {
  const kept = Object.values(records).reduce((sum, number) => sum + number, 0)
  return [
    `done ${count(done)}`,
    `waiting ${count(waiting)}`,
    `failed ${count(failed)}`,
    `skipped ${count(skipped)}`,
    `records ${count(kept)}`,
  ]
}

const HOLDS: Readonly<Record<Hold, string>> = {
  paused: 'paused: latchkey resume goes on',
  offline: 'nothing can be reached: waiting for the network',
}

function pace({ pagesPerSecond, perSecond, eta, holds }: Progress): string[] {
  if (holds.length > 0) return holds.map((hold) => HOLDS[hold])
  const limit = perSecond === undefined ? 'no rate limit' : `limit ${rate(perSecond)} requests/s`
  return [
    `${rate(pagesPerSecond)} pages/s`,
    limit,
    eta === undefined || eta < 1 ? '' : `about ${duration(eta)} left`,
  ].filter(Boolean)
}
