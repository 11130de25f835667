import { defineCrawler, secret, totp, type Login } from 'latchkey'
import { z } from 'zod'

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

const login = logins[process.env['LOGIN'] ?? 'form']

/** The members' pages of the fixture site, which have to be signed in for. */
export default defineCrawler({
  name: 'members',
  start: `${process.env['SITE_URL']}/members`,
  ...(login && { login }),
  records: { member: z.object({ id: z.coerce.number(), value: z.string().min(1) }) },
  routes: {
    list({ follow }) {
      follow('a.member-link', 'member')
      follow('a.next', 'list')
    },
    member: ({ $ }) => ({ id: $('.member-id').text(), value: $('.member-value').text() }),
  },
})
