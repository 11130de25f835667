import * as errors from '../../errors.ts'

/** An error as it crosses threads. */
export interface ErrorParts {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly cause: ErrorParts | undefined
  /** The fields of its own class, such as `url` and `code`. */
  readonly fields: { readonly [name: string]: unknown }
}

const CLASSES = new Map<string, object>(Object.entries(errors))
const DROPPED = new Set(['name', 'message', 'stack', 'cause'])

/** How many causes of causes are told: an error may be its own. */
const MOST_CAUSES = 10

/** Takes an error apart, whatever a route has thrown. */
export function partsOfError(error: unknown, causes = MOST_CAUSES): ErrorParts {
  if (!(error instanceof Error)) return partsOfError(new Error(textOf(error)))
  const { name, message, stack, cause } = error
  return {
    name: textOf(name),
    message: textOf(message),
    // Some make it a list of functions.
    stack: typeof stack === 'string' ? stack : undefined,
    cause: cause === undefined || causes === 0 ? undefined : partsOfError(cause, causes - 1),
    fields: Object.fromEntries(Object.keys(error).flatMap((field) => fieldOf(error, field))),
  }
}

/** A field with its value, as an entry; none for what cannot be sent: a function, a cycle, a big integer. */
function fieldOf(error: Error, field: string): [name: string, value: unknown][] {
  if (DROPPED.has(field)) return []
  try {
    const json = JSON.stringify(error[field as keyof Error]) as string | undefined
    return json === undefined ? [] : [[field, JSON.parse(json)]]
  } catch {
    return []
  }
}

function textOf(value: unknown): string {
  try {
    return String(value)
  } catch {
    return `a value of type ${typeof value}`
  }
}

/** Puts an error together again, of the class that it had if that is one of Latchkey's. */
export function errorOfParts({ name, message, stack, cause, fields }: ErrorParts): Error {
  const error = new Error(message, cause && { cause: errorOfParts(cause) })
  const own = CLASSES.get(name)
  if (typeof own === 'function') Object.setPrototypeOf(error, own.prototype as object)
  const hidden = { enumerable: false, writable: true, configurable: true }
  Object.defineProperty(error, 'name', { ...hidden, value: name, enumerable: own !== undefined })
  if (stack !== undefined) Object.defineProperty(error, 'stack', { ...hidden, value: stack })
  return Object.assign(error, fields)
}
