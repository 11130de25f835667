/** A user name and password that stood in a URL, decoded. */
export interface Userinfo {
  readonly username: string
  readonly password: string
}

/** Decodes the user name and password of a URL; `undefined` when it has neither. */
export function userinfoOf(url: URL): Userinfo | undefined {
  if (!url.username && !url.password) return undefined
  return { username: decoded(url.username), password: decoded(url.password) }
}

// A % that escapes nothing stands for itself, as in curl.
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString(),
  )
}
