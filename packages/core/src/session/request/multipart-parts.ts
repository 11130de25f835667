import { DefinitionError } from '../../errors.ts'
import { blobBody, bytesBody, factoryBody } from '../../http/body/body.ts'
import type { Part } from '../../http/body/multipart.ts'
import { streamBody } from '../../http/body/stream-body.ts'
import { pairsOf, textOfValue } from '../../http/pairs.ts'
import type { Pairs } from '../../http/pairs.ts'
import type { Body } from '../../http/request.ts'
import { Secret } from '../secret.ts'
import type { FieldValue } from './form-fields.ts'

/** A file in a multipart form. */
export interface FilePart {
  readonly data:
    | string
    | Uint8Array
    | Blob
    | AsyncIterable<Uint8Array>
    | (() => Uint8Array | AsyncIterable<Uint8Array>)
  readonly filename?: string
  readonly type?: string
  /** In bytes, for a stream whose length is known. */
  readonly length?: number
}

/** A value of a multipart form: a field's text, or a file. */
export type PartValue = FieldValue | Uint8Array | Blob | FilePart

/** A multipart form: an object, pairs, or FormData. An array repeats a name; `null` and `undefined` leave it out. */
export type MultipartInit = FormData | Pairs<PartValue>

/**
 * The parts as they are sent, in order.
 *
 * @throws {DefinitionError} for a value that is neither text nor a file.
 */
export function multipartParts(multipart: MultipartInit): { parts: Part[]; hasSecret: boolean } {
  let hasSecret = false
  const parts: Part[] = []
  for (const [name, value] of pairsOf(multipart, 'the multipart form')) {
    if (value === null) continue
    if (value instanceof Secret) hasSecret = true
    parts.push(partOf(name, value))
  }
  return { parts, hasSecret }
}

function partOf(name: string, value: PartValue): Part {
  if (value instanceof Secret) return { name, data: value.reveal() }
  if (value instanceof Uint8Array) return { name, data: bytesBody(value), filename: 'blob' }
  if (value instanceof Blob)
    return { name, data: blobBody(value), filename: value instanceof File ? value.name : 'blob' }
  if (!isFile(value)) return { name, data: textOfValue(value, name, 'the multipart form') }
  const filename = value.filename ?? (value.data instanceof File ? value.data.name : undefined)
  return { name, data: dataOf(value), filename, type: value.type }
}

function isFile(value: PartValue): value is FilePart {
  return typeof value === 'object' && 'data' in value
}

function dataOf({ data, length }: FilePart): string | Body {
  if (typeof data === 'string') return data
  if (data instanceof Uint8Array) return bytesBody(data)
  if (data instanceof Blob) return blobBody(data)
  if (typeof data === 'function') return factoryBody(data, { length })
  if (typeof data === 'object' && Symbol.asyncIterator in data) return streamBody(data, { length })
  throw new DefinitionError(
    'a file of the multipart form has no data: give text, bytes, a Blob, a stream or a function',
  )
}
