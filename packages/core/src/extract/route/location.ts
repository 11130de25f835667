import { Session } from 'node:inspector'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const OURS = fileURLToPath(new URL('../..', import.meta.url))
const FRAME = /^\s+at (?:.*\()?(?:async )?([^()]+):(\d+):\d+\)?$/
const IS_FILE = /^(?:file:\/\/|\/|[A-Za-z]:\\)/

/** `file:line` of the first frame of an error that is the user's own code; `undefined` without one. */
export function thrownAt(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  // The message stands in the stack too, and may be the text of a page.
  const frames = (error.stack ?? '').replace(error.message, () => '').split('\n')
  for (const frame of frames) {
    const [, place = '', line = ''] = FRAME.exec(frame) ?? []
    if (!IS_FILE.test(place)) continue
    const file = toPath(place)
    if (!file.startsWith(OURS) && !file.includes(`${sep}node_modules${sep}`)) return shorten(file, line)
  }
  return undefined
}

/** What the inspector says of a function, as far as it is used. */
interface FunctionLocation {
  readonly scriptId: string
  readonly lineNumber: number
}

const known = new WeakMap<object, string | undefined>()

/** `file:line` of a function, for faults that leave no trace in a stack: asked of the inspector once a function. */
// oxlint-disable-next-line typescript/no-unsafe-function-type -- any function has a place
export function definedAt(target: Function): string | undefined {
  if (!known.has(target)) known.set(target, inspect(target))
  return known.get(target)
}

function inspect(target: unknown): string | undefined {
  const slot = Symbol.for('latchkey.location')
  const session = new Session()
  session.connect()
  try {
    const files = new Map<string, string>()
    session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url))
    Object.assign(globalThis, { [slot]: target })
    let found: FunctionLocation | undefined
    session.post(
      'Runtime.evaluate',
      { expression: `globalThis[Symbol.for('latchkey.location')]` },
      (_, evaluated) => {
        session.post(
          'Runtime.getProperties',
          { objectId: evaluated.result.objectId ?? '' },
          (_, { internalProperties }) => {
            found = internalProperties?.find(({ name }) => name === '[[FunctionLocation]]')?.value
              ?.value as FunctionLocation
          },
        )
      },
    )
    session.post('Debugger.enable')
    const file = found && files.get(found.scriptId)
    return found && file ? shorten(toPath(file), String(found.lineNumber + 1)) : undefined
  } finally {
    Reflect.deleteProperty(globalThis, slot)
    session.disconnect()
  }
}

function toPath(place: string): string {
  return place.startsWith('file:') ? fileURLToPath(place.replace(/\?.*$/, '')) : place
}

function shorten(file: string, line: string): string {
  const near = relative(process.cwd(), file)
  return `${near.startsWith('..') ? file : near}:${line}`
}
