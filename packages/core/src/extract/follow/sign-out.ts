/** What pages that sign out are called, in the languages of many sites. */
const WORDS = [
  '(?:log|sign)[_-]?(?:out|off)',
  'end[_-]?session',
  'abmelden|ausloggen',
  'deconnexion|deconnecter',
  'cerrar[_-]?sesion',
  'sair|desconectar',
  'afmelden|uitloggen',
  'logga[_-]?ut|logg[_-]?ut|log[_-]?ud',
  'wyloguj|odhlasit',
].join('|')
const SIGNS_OUT = new RegExp(`(?:[/_.?&=-]|%2F)(?:${WORDS})(?:$|[/_.?&=-])`, 'i')

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
