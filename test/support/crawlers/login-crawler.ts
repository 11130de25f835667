import { secret, totp, type Login } from 'latchkey'

import { memberCrawler } from './members.ts'

const password = secret('PASSWORD')

/** The ways into the fixture site, by the name in `LOGIN`. */
const logins: { readonly [name: string]: Login } = {
  form: { form: '/login', fields: { username: 'ada', password } },
  steps: {
    form: '/login/steps',
    fields: [{ username: 'ada' }, { password }, { code: totp(secret('TOTP')) }],
  },
  script: {
    async browser(page) {
      await page.goto('/login/js')
      await page.getByLabel('Username').fill('ada')
      await page.getByLabel('Password').fill(password.reveal())
      await page.getByRole('button').click()
    },
  },
  hand: {
    form: '/login/js',
    fields: {},
    signedIn: (response) => response.$('a.sign-out').length > 0,
  },
}

const { login: _, ...crawler } = memberCrawler(process.env['SITE_URL'] ?? '', { robots: true })
const login = logins[process.env['LOGIN'] ?? 'form']

/** The members' pages of the fixture site, with one of those logins or with none. */
export default { ...crawler, ...(login && { login }) }
