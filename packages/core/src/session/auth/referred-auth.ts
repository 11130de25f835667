import { secret } from '../secret.ts'
import type { Secret } from '../secret.ts'
import type { AuthReference, TextReference } from './auth-reference.ts'
import type { Credentials } from './auth.ts'
import { basic } from './basic.ts'
import { digest } from './digest/digest.ts'
import { bearer } from './token/bearer.ts'

/** The credentials that a state refers to; what is secret is looked up when it is needed. */
export function referredAuth(reference: AuthReference): Credentials {
  if (reference.scheme === 'Bearer') return bearer(referred(reference.token))
  const make = reference.scheme === 'Basic' ? basic : digest
  return make(referred(reference.user), referred(reference.password))
}

/** Whether a value read from a file is a reference. */
export function isAuthReference(value: unknown): value is AuthReference {
  const { scheme, user, password, token } = (value ?? {}) as { readonly [part: string]: unknown }
  if (scheme === 'Bearer') return isTextReference(token)
  return (scheme === 'Basic' || scheme === 'Digest') && isTextReference(user) && isTextReference(password)
}

function referred(reference: TextReference): string | Secret {
  return 'secret' in reference ? secret(reference.secret) : reference.text
}

function isTextReference(value: unknown): value is TextReference {
  if (typeof value !== 'object' || value === null) return false
  return 'secret' in value
    ? typeof value.secret === 'string'
    : 'text' in value && typeof value.text === 'string'
}
