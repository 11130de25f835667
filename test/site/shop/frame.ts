import { categoryPath } from '../catalogue/categories.ts'
import type { Category } from '../catalogue/categories.ts'
import { each, escape } from '../server/html.ts'
import { accountLinks } from '../server/plain-page.ts'
import { footer, script, style } from './dress.ts'

/** What one page of the shop puts into the frame. */
interface Framed {
  readonly title: string
  /** More elements for the head. */
  readonly head?: string
  readonly main: string
  /** The name of who is signed in. */
  readonly user: string | undefined
}

/** Puts a page into what all pages of the shop have around them. */
export type Frame = (page: Framed) => string

/** Makes the frame of a shop with these categories; all that never changes is put together once. */
export function makeFrame(categories: readonly Category[]): Frame {
  const navigation = `<nav class="site-nav" aria-label="Categories"><ul>
${each(categories, (category) => `  <li><a href="${categoryPath(category)}">${escape(category.name)}</a></li>\n`)}  <li><a href="/products">Everything</a></li>
</ul></nav>
<form class="search" role="search" action="/search"><input type="search" name="q"><button>Search</button></form>
<a class="cart" href="/cart">Cart <span class="cart__count">0</span></a>`
  return ({ title, head = '', main, user }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} | Latchkey</title>
${head}
${style}
</head>
<body id="top">
<header class="site-header">
<a class="logo" href="/" aria-label="Latchkey"><svg width="32" height="32" viewBox="0 0 32 32" role="img"><title>Latchkey</title><circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="3"/><path d="M15 15l13 13m-5 0l4-4" stroke="currentColor" stroke-width="3"/></svg></a>
${navigation}
${accountLinks(user)}
</header>
<main>
${main}
</main>
${footer}
${script}
</body>
</html>
`
}
