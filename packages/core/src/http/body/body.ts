import type { Body } from '../request.ts'

/** What every body may be told beside its bytes. */
export interface BodyFacts {
  readonly type?: string | undefined
  /** In bytes; without it the body is sent in chunks. */
  readonly length?: number | undefined
  /** Default false. */
  readonly sensitive?: boolean | undefined
}

/** A body that is in memory: it can be sent again. */
export function bytesBody(bytes: Uint8Array, options: Omit<BodyFacts, 'length'> = {}): Body {
  return {
    type: options.type,
    length: bytes.byteLength,
    replayable: true,
    sensitive: options.sensitive ?? false,
    open: () => bytes,
  }
}

/** A text as UTF-8. */
export function textBody(text: string, options: Omit<BodyFacts, 'length'> = {}): Body {
  return bytesBody(Buffer.from(text), options)
}

/** Fields as a browser's form sends them (URL standard, application/x-www-form-urlencoded). */
export function formBody(fields: Iterable<readonly [string, string]>, sensitive = false): Body {
  const text = new URLSearchParams(
    [...fields].map(([name, value]): [string, string] => [name, value]),
  ).toString()
  return textBody(text, { type: 'application/x-www-form-urlencoded', sensitive })
}

/** A body that a function opens anew each time it is sent. */
export function factoryBody(
  open: () => Uint8Array | AsyncIterable<Uint8Array>,
  options: BodyFacts = {},
): Body {
  return {
    type: options.type,
    length: options.length,
    replayable: true,
    sensitive: options.sensitive ?? false,
    open,
  }
}

/** A Blob or File, read piece by piece each time it is sent. */
export function blobBody(blob: Blob, sensitive = false): Body {
  return factoryBody(() => blob.stream(), { type: blob.type || undefined, length: blob.size, sensitive })
}

/** The bytes of a body that is in memory. */
export function bytesOf(body: Body): Uint8Array | undefined {
  const source = body.replayable ? body.open() : undefined
  return source instanceof Uint8Array ? source : undefined
}
