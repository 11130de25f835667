/** Who may sign in, and with which password. */
export const accounts: ReadonlyMap<string, string> = new Map([
  ['ada', 'lovelace'],
  ['grace', 'hopper'],
  ['alan', 'turing'],
])

/** What the one-time passwords of a user are made with: ASCII, as in the examples of RFC 6238; users know it in base32. */
export const oneTimeKeys: ReadonlyMap<string, string> = new Map([['ada', 'analytical engine 01']])

/** Whether a username and a password belong together. */
export function isAccount(username: string | undefined, password: string | undefined): username is string {
  return username !== undefined && password !== undefined && accounts.get(username) === password
}
