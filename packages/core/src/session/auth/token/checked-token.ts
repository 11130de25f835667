import { DefinitionError } from '../../../errors.ts'

/**
 * A token that can stand in a header: visible ASCII characters, which is a little more than RFC 6750 section 2.1 has.
 *
 * @throws {DefinitionError} for anything else; the token is not shown.
 */
export function checkedToken(token: unknown): string {
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return token
  throw new DefinitionError(
    'the token is empty or has characters that cannot be sent, such as blanks or line breaks',
  )
}
