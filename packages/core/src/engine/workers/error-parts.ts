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

/** Takes an error apart. */
export function partsOfError(error: unknown): ErrorParts {
  if (!(error instanceof Error)) return partsOfError(new Error(String(error)))
  const { name, message, stack, cause } = error
  const fields = Object.entries(error).filter(([field]) => !DROPPED.has(field))
  return {
    name,
    message,
    stack,
    cause: cause === undefined ? undefined : partsOfError(cause),
    // What cannot be sent is left out: a response, a function.
    fields: JSON.parse(JSON.stringify(Object.fromEntries(fields))) as ErrorParts['fields'],
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
