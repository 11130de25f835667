const STORE = 'latchkey.db'

/** What is to be typed next, as a shell takes it: `npx latchkey run shop --store my.db`. */
export function nextCommand(verb: string, crawler: string, store: string): string {
  const words = ['npx', 'latchkey', verb, word(crawler), ...(store === STORE ? [] : ['--store', word(store)])]
  return words.join(' ')
}

function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
