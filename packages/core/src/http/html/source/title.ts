import { detach } from '../../detach.ts'
import { loadHtml } from '../../html.ts'
import { rawTexts } from './raw-text.ts'

/** The text of a page's first `<title>`, with its blanks made one, as `document.title` has it; empty without one. */
export function titleOf(html: string): string {
  for (const { name, text } of rawTexts(html)) {
    if (name === 'title')
      return detach(
        decoded(text)
          .replace(/[\t\n\f\r ]+/g, ' ')
          .trim(),
      )
  }
  return ''
}

function decoded(text: string): string {
  return text.includes('&') ? loadHtml(`<title>${text}</title>`)('title').text() : text
}
