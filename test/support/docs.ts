import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A page that somebody reads to learn Latchkey. */
export interface DocsPage {
  /** Its path in the repository, or in the package. */
  readonly path: string
  readonly text: string
}

const BLOCKS = /^```[\s\S]*?^```/gm

/** The README and the pages of `docs` in a folder. */
export function pagesIn(folder: string): DocsPage[] {
  const docs = readdirSync(join(folder, 'docs')).map((file) => `docs/${file}`)
  return ['README.md', ...docs].map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
}

/** The TypeScript snippets of a page. */
export function snippetsOf({ text }: DocsPage): string[] {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '')
}

/** Where the links of a page lead that do not leave its folder; code is no link. */
export function linksOf({ text }: DocsPage): string[] {
  const prose = text.replace(BLOCKS, '').replace(/`[^`\n]+`/g, '')
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '')
  return targets.filter((target) => !/^[a-z]+:/.test(target))
}

/** The links, page by page, that lead to no file of the folder, or to no heading of the file. */
export function brokenLinks(folder: string): string[] {
  const map = { path: 'ARCHITECTURE.md', text: readFileSync(join(folder, 'ARCHITECTURE.md'), 'utf8') }
  return [...pagesIn(folder), map].flatMap((page) =>
    linksOf(page)
      .filter((target) => !leadsSomewhere(folder, page, target))
      .map((target) => `${page.path}: ${target}`),
  )
}

function leadsSomewhere(folder: string, page: DocsPage, target: string): boolean {
  const [path = '', anchor] = target.split('#')
  const file = join(folder, path === '' ? page.path : join(dirname(page.path), path))
  if (!existsSync(file)) return false
  return anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).includes(anchor)
}

/** The anchors of the headings, as GitHub and npm make them. */
function anchorsOf(text: string): string[] {
  const headings = [...text.replace(BLOCKS, '').matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '')
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
