/** What pages that sign out are called, in the languages of many sites. A hyphen joins one other word to it at most: more are a title. */
const WORDS = 'logout|logoff|signout|signoff|ausloggen|uitloggen|deconnexion|deconnecter|wyloguj|odhlasit'
/** Nothing follows these, as it does in `log-off-road` and `sign-out-sheet`. */
const PARTED = '(?:log|sign)[_-](?:out|off)|end[_-]?session|cerrar[_-]?sesion|logga?[_-]?ut|log[_-]?ud'
/** These stand alone, and last, for articles are called so too: `como-sair-do-vermelho`, `/sair/lisboa`. */
const EVERYDAY = 'abmelden|afmelden|sair|desconectar'
const CALLED = `(?:\\w*_|[a-z\\d]+-)?(?:(?:${WORDS})(?:[_-][a-z\\d]+)?|${PARTED})(?:$|[/.?&=;#])`
const SIGNS_OUT = new RegExp(`(?:[/.?&=]|%2F)(?:${CALLED}|(?:${EVERYDAY})/?(?:$|[.?&=;#]))`, 'i')

/** What somebody looks for is a word like any other. */
const SOUGHT = /([?&](?:q|query|s|search|keywords?|terms?|text)=)[^&]*/gi

/** Of a link or a form, as it stands in a page; a longer one is not read to its end. */
const ADDRESS = /(?:href|action)\s*=\s*(?:"([^"]{1,300})|'([^']{1,300})|([^\s"'>]{1,300}))/gi

/** Whether an address says of itself that it signs out whoever opens it. */
export function signsOut({ pathname, search }: URL): boolean {
  return SIGNS_OUT.test(pathname + search.replace(SOUGHT, '$1'))
}

/** The attribute by which a page offers its visitor to sign out, such as `href="/logout`: found in its text, without a tree. */
export function signOutOffer(html: string): string | undefined {
  const offer = html.matchAll(ADDRESS).find(([, double, single, bare]) => {
    const address = double ?? single ?? bare ?? ''
    return SIGNS_OUT.test(`/${address.replaceAll('&amp;', '&').replace(SOUGHT, '$1')}`)
  })
  return offer?.[0]
}
