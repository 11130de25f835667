/**
 * What somebody who uses a session can get wrong. Each mistake must fail to compile, with the message beside it;
 * `mistakes.test.ts` runs the compiler over this file and compares.
 */
import { basic, secret, Session } from 'latchkey'

const session = new Session({ baseUrl: 'https://shop.example', auth: basic('ada', secret('PASSWORD')) })
const stream = new Blob(['x']).stream()

// One body, of whatever kind.
void session.post('/', { json: { a: 1 }, compress: 'gzip', sensitive: true })
void session.post('/', { form: [['a', '1']], query: 'a=1&b=2' })
void session.post('/', {
  multipart: { a: '1', f: { data: stream, filename: 'f' } },
  headers: { 'x-a': null },
})
void session.post('/', { body: stream, timeout: { headers: null }, retry: false })

// @ts-expect-error 'give only one of json, form, multipart and body'' is missing in type
void session.post('/', { json: {}, form: {} })
// @ts-expect-error 'give only one of json, form, multipart and body'' is missing in type
void session.post('/', { json: {}, body: 'x' })
// @ts-expect-error 'give only one of json, form, multipart and body'' is missing in type
void session.post('/', { form: {}, multipart: {} })
// @ts-expect-error 'give only one of json, form, multipart and body'' is missing in type
void session.build('POST', '/', { multipart: {}, body: stream })
// @ts-expect-error Type '"br"' is not assignable to type '"gzip"'.
void session.post('/', { body: 'x', compress: 'br' })
// @ts-expect-error 'params' does not exist in type
void session.get('/', { params: { a: 1 } })
// @ts-expect-error 'timeout' does not exist in type
void session.build('GET', '/', { timeout: 1000 })
// @ts-expect-error 'json' does not exist in type
void session.send(session.build('GET', '/'), { json: {} })
// @ts-expect-error 'read' does not exist in type
void session.get('/', { timeout: { read: 1000 } })
// @ts-expect-error Type 'string' is not assignable to type 'number | TimeoutOptions | null | undefined'.
void session.get('/', { timeout: '5s' })
// @ts-expect-error Type 'false' is not assignable to type 'RedirectOption | undefined'.
void session.get('/', { redirect: false })
// @ts-expect-error is not assignable to type 'Auth | null | undefined'.
void session.get('/', { auth: ['ada', 'lovelace'] })
// @ts-expect-error Type 'number' is not assignable to type
void session.get('/', { headers: { 'x-a': 1 } })
// @ts-expect-error Type 'Secret' is not assignable to type
void session.get('/', { query: { key: secret('KEY') } })
// @ts-expect-error Type 'true' is not assignable to type '"allow" | "refuse" | undefined'.
void new Session({ privateNetwork: true })
// @ts-expect-error 'verify' does not exist in type 'SessionOptions'.
void new Session({ verify: false })
// @ts-expect-error Type '"socks"' is not assignable to type
void new Session({ http2: 'socks' })

// A secret may stand in a header, a form, a cookie; a header may be silenced.
void session.post('/', {
  headers: { 'x-key': secret('KEY'), cookie: null },
  form: { password: secret('KEY') },
  cookies: { sid: secret('KEY'), old: null },
})

// @ts-expect-error 'response' does not exist in type 'Hooks'.
void new Session({ hooks: { response: () => {} } })
// @ts-expect-error Type 'number' is not assignable to type 'string'.
void new Session({ stateFile: 5 })
// @ts-expect-error Type '"all"' is not assignable to type '"copy" | "none" | "share" | undefined'.
void session.fork({ cookies: 'all' })
// @ts-expect-error 'body' does not exist in type
void session.submit('/', 'form', {}, { body: 'x' })
// @ts-expect-error Type 'number' is not assignable to type
void session.get('/', { cookies: { sid: 5 } })
// @ts-expect-error Type 'true' is not assignable to type 'ProxyOption | undefined'.
void session.get('/', { proxy: true })
