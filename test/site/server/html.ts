const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Makes a text safe between tags and between quotes. */
export function escape(text: string): string {
  return /[&<>"']/.test(text) ? text.replaceAll(/[&<>"']/g, (character) => entities[character]!) : text
}

/** The pieces of HTML that a list of things makes, one after another. */
export function each<T>(list: readonly T[], piece: (item: T, index: number) => string): string {
  let html = ''
  for (const [index, item] of list.entries()) html += piece(item, index)
  return html
}
