import { escape } from './html.ts'

/** A small page without the dress of the shop; `user` is the name of who is signed in. */
export function plainPage(title: string, main: string, user?: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escape(title)}</title>
</head>
<body>
<header><a href="/">Home</a> ${accountLinks(user)}</header>
<main>
${main}
</main>
</body>
</html>
`
}

/** The links at the top of every page: in and out of the account area. */
export function accountLinks(user?: string): string {
  return user === undefined
    ? '<a class="sign-in" href="/login">Sign in</a>'
    : `<a class="account" href="/account">${user}</a> <a class="sign-out" href="/logout">Sign out</a>`
}
