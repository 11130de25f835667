import { DefinitionError } from '../../errors.ts'
import type { Secret } from '../secret.ts'
import { loginReference } from './auth-reference.ts'
import { withAuthorization } from './auth.ts'
import type { Credentials } from './auth.ts'
import { userPassword } from './user-password.ts'

/**
 * Basic authentication in UTF-8, sent with the first request (RFC 7617).
 *
 * @throws {DefinitionError} for a colon in the user name, and for control characters.
 */
export function basic(user: string | Secret, password: string | Secret): Credentials {
  const read = userPassword(user, password, refuseColon)
  return {
    scheme: 'Basic',
    refer: (keepsSecrets) => loginReference('Basic', user, password, keepsSecrets),
    sign(request) {
      const { user, password } = read()
      return withAuthorization(request, `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`)
    },
  }
}

function refuseColon(user: string): void {
  if (user.includes(':')) {
    throw new DefinitionError(
      'the user name has a colon, which Basic cannot send: use digest, or another name',
    )
  }
}
