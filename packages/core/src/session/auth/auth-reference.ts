import { Secret } from '../secret.ts'

/** Credentials as a state keeps them, secrets by the name of their variable. */
export type AuthReference = LoginReference | TokenReference

export interface LoginReference {
  readonly scheme: 'Basic' | 'Digest'
  readonly user: TextReference
  readonly password: TextReference
}

export interface TokenReference {
  readonly scheme: 'Bearer'
  readonly token: TextReference
}

/** A text, or the variable of the environment that has it. */
export type TextReference = { readonly text: string } | { readonly secret: string }

/** A user name and password by reference; `undefined` when the password has no name to call it by and is not to be kept. */
export function loginReference(
  scheme: LoginReference['scheme'],
  user: string | Secret,
  password: string | Secret,
  keepsSecrets: boolean,
): LoginReference | undefined {
  const name = textReference(user, keepsSecrets || !(user instanceof Secret))
  const word = textReference(password, keepsSecrets)
  return name && word && { scheme, user: name, password: word }
}

/** A token by reference, in the same way. */
export function tokenReference(token: string | Secret, keepsSecrets: boolean): TokenReference | undefined {
  const reference = textReference(token, keepsSecrets)
  return reference && { scheme: 'Bearer', token: reference }
}

function textReference(value: string | Secret, keepsText: boolean): TextReference | undefined {
  if (value instanceof Secret && value.variable !== undefined) return { secret: value.variable }
  if (!keepsText) return undefined
  return { text: value instanceof Secret ? value.reveal() : value }
}
