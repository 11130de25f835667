import { expect, test } from 'vitest'

import { totpCode } from '../../packages/core/src/session/auth/totp.ts'
import { cookieOf, get } from '../site/client.ts'
import { startSite } from '../site/index.ts'

test('the login that needs JavaScript has no form in its HTML, and takes no answer that no script has computed', async () => {
  await using site = await startSite()
  const page = await get(site, '/login/js')
  const html = await page.text()
  expect(html).not.toMatch(/<form|<input/)
  const post = async (body: object, headers = {}) => {
    const all = { 'content-type': 'application/json', cookie: cookieOf(page), ...headers }
    return fetch(`${site.url}/login/js`, { method: 'POST', headers: all, body: JSON.stringify(body) })
  }
  expect((await post({ username: 'ada', password: 'lovelace' })).status).toBe(403)
  const [, question = ''] = /data-question="([^"]+)"/.exec(html)!
  const answer = Array.from(question).reduce(
    (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0,
    0x811c9dc5,
  )
  const refused = await post({ username: 'ada', password: 'wrong', answer: answer.toString(16) })
  expect(await refused.json()).toEqual({ error: 'Wrong username or password.' })
  const admitted = await post({ username: 'ada', password: 'lovelace', answer: answer.toString(16) })
  expect(await admitted.json()).toEqual({ next: '/account', token: expect.any(String) })
  expect((await get(site, '/account', cookieOf(admitted))).status).toBe(200)
  expect([site.logins, site.refusals]).toEqual([1, 2])
})

test('the login in steps wants the password before the code, and the code of now', async () => {
  await using site = await startSite()
  const post = async (fields: Record<string, string>) =>
    await fetch(`${site.url}/login/steps`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    })
  expect(await (await post({ username: 'ada' })).text()).toContain('name="password"')
  const asked = await (await post({ username: 'ada', password: 'lovelace' })).text()
  const [, ticket = ''] = /name="ticket" value="([^"]+)"/.exec(asked)!
  const code = totpCode('MFXGC3DZORUWGYLMEBSW4Z3JNZSSAMBR')
  expect((await post({ username: 'ada', code })).status, 'without the password').toBe(200)
  expect((await post({ username: 'ada', ticket, code: '000000' })).status, 'with a wrong code').toBe(200)
  expect((await post({ username: 'ada', ticket, code })).status).toBe(302)
  expect([site.logins, site.refusals]).toEqual([1, 2])
})
