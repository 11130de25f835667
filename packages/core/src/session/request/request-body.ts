import { DefinitionError } from '../../errors.ts'
import { blobBody, bytesBody, factoryBody, formBody, textBody } from '../../http/body/body.ts'
import { gzipBody } from '../../http/body/gzip-body.ts'
import { multipartBody } from '../../http/body/multipart.ts'
import { streamBody } from '../../http/body/stream-body.ts'
import type { Body } from '../../http/request.ts'
import { Secret } from '../secret.ts'
import type { BodyInit, BodyOptions, OneBody } from './body-options.ts'
import { formFields } from './form-fields.ts'
import { multipartParts } from './multipart-parts.ts'

const KINDS = ['json', 'form', 'multipart', 'body'] as const

/**
 * The body that a request's options ask for, secrets filled in; one with a secret never crosses to another site.
 *
 * @throws {DefinitionError} for more than one of json, form, multipart and body, and for what cannot be sent.
 */
export function requestBody(parts: OneBody): Body | undefined {
  // Whatever the types promise, JavaScript may give several.
  const options = parts as BodyOptions
  const given = KINDS.filter((kind) => options[kind] !== undefined)
  if (given.length > 1) {
    throw new DefinitionError(`a request has ${given.join(' and ')}: give only one of ${KINDS.join(', ')}`)
  }
  const [kind] = given
  if (kind === undefined || (kind === 'body' && options.body === null)) return undefined
  const body = marked(BUILDERS[kind](options), options.sensitive)
  return options.compress === undefined ? body : gzipBody(body)
}

const BUILDERS = {
  json: ({ json }: BodyOptions) => jsonBody(json),
  form(options: BodyOptions) {
    const { fields, hasSecret } = formFields(options.form ?? {})
    return formBody(fields, hasSecret)
  },
  multipart: ({ multipart }: BodyOptions) => multipartOf(multipart ?? {}),
  body: ({ body }: BodyOptions) => bodyOf(body as NonNullable<BodyInit>),
}

function marked(body: Body, sensitive: boolean | undefined): Body {
  return sensitive === undefined || sensitive === body.sensitive ? body : { ...body, sensitive }
}

function multipartOf(multipart: NonNullable<BodyOptions['multipart']>): Body {
  const { parts, hasSecret } = multipartParts(multipart)
  return multipartBody(parts, { sensitive: hasSecret })
}

function jsonBody(value: unknown): Body {
  let hasSecret = false
  // `this` holds the value before its toJSON, which would hide a secret.
  const text = jsonText(value, function revealed(this: Record<string, unknown>, key, shown) {
    const original = this[key]
    if (!(original instanceof Secret)) return shown
    hasSecret = true
    return original.reveal()
  })
  if (text === undefined) throw new DefinitionError(`json is a ${typeof value}, which JSON cannot express`)
  return textBody(text, { type: 'application/json', sensitive: hasSecret })
}

function jsonText(value: unknown, replacer: (key: string, value: unknown) => unknown): string | undefined {
  try {
    return JSON.stringify(value, replacer)
  } catch (cause) {
    if (cause instanceof DefinitionError) throw cause
    throw new DefinitionError('json has a circle or a bigint in it, which JSON cannot express', { cause })
  }
}

function bodyOf(body: NonNullable<BodyInit>): Body {
  if (typeof body === 'string') return textBody(body, { type: 'text/plain;charset=UTF-8' })
  if (body instanceof Uint8Array) return bytesBody(body)
  if (body instanceof ArrayBuffer) return bytesBody(new Uint8Array(body))
  if (ArrayBuffer.isView(body))
    return bytesBody(new Uint8Array(body.buffer, body.byteOffset, body.byteLength))
  if (body instanceof URLSearchParams) return formBody(body)
  if (body instanceof Blob) return blobBody(body)
  if (body instanceof FormData) return multipartOf(body)
  if (typeof body === 'function') return factoryBody(body)
  // A file's stream has an `open` too, with another meaning.
  if (typeof body === 'object' && Symbol.asyncIterator in body) return streamBody(body)
  if (typeof body === 'object' && 'open' in body) return body
  throw new DefinitionError(
    'body cannot be sent: give text, bytes, a Blob, FormData, URLSearchParams, a stream, or a function that opens one',
  )
}
