/** The ways in which a page writes a text: as it is, in a query, in HTML, in JSON. */
export function spellingsOf(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const numbered = text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  const named = numbered.replaceAll('&#38;', '&amp;').replaceAll('&#60;', '&lt;').replaceAll('&#62;', '&gt;')
  return [
    ...new Set([
      text,
      encodeURIComponent(text.toWellFormed()),
      json,
      json.replaceAll('/', '\\/'),
      numbered,
      named,
      named.replaceAll('&#34;', '&quot;'),
    ]),
  ]
}
