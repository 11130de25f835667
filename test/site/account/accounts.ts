/** Who may sign in, and with which password. */
export const accounts: ReadonlyMap<string, string> = new Map([
  ['ada', 'lovelace'],
  ['grace', 'hopper'],
])

/** Whether a username and a password belong together. */
export function isAccount(username: string | undefined, password: string | undefined): username is string {
  return username !== undefined && password !== undefined && accounts.get(username) === password
}
