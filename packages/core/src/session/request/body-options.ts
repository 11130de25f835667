import type { Body } from '../../http/request.ts'
import type { FormInit } from './form-fields.ts'
import type { MultipartInit } from './multipart-parts.ts'

/** A body as people have it. A stream can be sent once; a function opens it anew for each try. */
export type BodyInit =
  | string
  | Uint8Array
  | ArrayBuffer
  | ArrayBufferView
  | URLSearchParams
  | Blob
  | FormData
  | AsyncIterable<Uint8Array>
  | (() => Uint8Array | AsyncIterable<Uint8Array>)
  | Body
  | null

/** The four ways of giving a body, together with what goes for all. */
export interface BodyOptions {
  /** Sent as JSON, secrets in it revealed. */
  readonly json?: unknown
  /** Sent as a browser's form sends it. */
  readonly form?: FormInit | undefined
  /** Sent as multipart/form-data, for files. */
  readonly multipart?: MultipartInit | undefined
  readonly body?: BodyInit | undefined
  /** Compresses the body on its way out. */
  readonly compress?: 'gzip' | undefined
  /** Forbids the body to cross to another site on a redirect. Default: whether it holds a secret. */
  readonly sensitive?: boolean | undefined
}

/** At most one body: two of them do not compile. */
export type OneBody = Pick<BodyOptions, 'compress' | 'sensitive'> &
  (
    | (Pick<BodyOptions, 'json'> & Without<'form' | 'multipart' | 'body'>)
    | (Pick<BodyOptions, 'form'> & Without<'json' | 'multipart' | 'body'>)
    | (Pick<BodyOptions, 'multipart'> & Without<'json' | 'form' | 'body'>)
    | (Pick<BodyOptions, 'body'> & Without<'json' | 'form' | 'multipart'>)
  )

type Without<K extends string> = { readonly [N in K]?: OnlyOne | undefined }

/** Nothing is this; its name is what the compiler says of a second body. */
type OnlyOne = { readonly 'give only one of json, form, multipart and body': never }
