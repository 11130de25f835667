import { DefinitionError } from '../../errors.ts'
import { reveal, Secret } from '../secret.ts'

/** A user name and password as they are sent. */
export interface UserPassword {
  readonly user: string
  readonly password: string
}

/**
 * Reads a user name and password, in Unicode normalisation form C (RFC 7617 section 2.1, RFC 7616 section 4).
 *
 * What is not secret is checked at once, a secret when it is needed.
 *
 * @throws {DefinitionError} for a control character or half a surrogate pair, and for what `check` refuses.
 */
export function userPassword(
  user: string | Secret,
  password: string | Secret,
  check: (user: string) => void = () => {},
): () => UserPassword {
  const read = {
    user: () => {
      const text = checked('user name', reveal(user))
      check(text)
      return text
    },
    password: () => checked('password', reveal(password)),
  }
  if (!(user instanceof Secret)) read.user()
  if (!(password instanceof Secret)) read.password()
  return () => ({ user: read.user(), password: read.password() })
}

function checked(what: string, text: unknown): string {
  if (typeof text !== 'string')
    throw new DefinitionError(`the ${what} is not a string: give text or secret('NAME')`)
  if (/\p{Cc}/u.test(text)) {
    throw new DefinitionError(`the ${what} has a control character: look for a stray line break at its end`)
  }
  if (!text.isWellFormed())
    throw new DefinitionError(`the ${what} is not valid Unicode: half a character is missing`)
  return text.normalize('NFC')
}
