import { expect, test } from 'vitest'

import { BodyError } from '../../../packages/core/src/errors.ts'
import type { Body } from '../../../packages/core/src/http/request.ts'
import { Response, type ResponseInit } from '../../../packages/core/src/http/response.ts'
import type { FormValues } from '../../../packages/core/src/session/form/entries.ts'
import { formRequest } from '../../../packages/core/src/session/form/form-request.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'

const PAGE = 'https://shop.example/login?next=1'

function submitted(
  html: string,
  values: FormValues = {},
  selector?: string,
  headers: Record<string, string> = {},
) {
  return formRequest(
    new Response({ url: PAGE, body: html, headers: { 'content-type': 'text/html', ...headers } }),
    selector,
    values,
  )
}

/** What a form of these controls sends. */
function sent(controls: string, values: FormValues = {}): unknown {
  return textOf(submitted(`<form method=post>${controls}</form>`, values).body)
}

function textOf(body: Body | undefined): string | undefined {
  const bytes = body?.open()
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : undefined
}

test.each([
  ['<input name=a value=1><input name=b><input value=nameless>', {}, 'a=1&b='],
  ['<input name=a value="x&#10;y"><input type=hidden name=h value="x&#10;y">', {}, 'a=xy&h=x%0D%0Ay'],
  [
    '<input type=checkbox name=a checked><input type=checkbox name=b><input type=checkbox name=c value=2 checked>',
    {},
    'a=on&c=2',
  ],
  ['<input type=radio name=r value=1><input type=radio name=r value=2 checked>', {}, 'r=2'],
  [
    '<input name=a disabled><fieldset disabled><legend><input name=b></legend><input name=c></fieldset>',
    {},
    'b=',
  ],
  ['<textarea name=t>\n a\nb</textarea>', {}, 't=+a%0D%0Ab'],
  ['<select name=s><option>one<option value=2>two</select>', {}, 's=one'],
  ['<select name=s><option disabled>no<option>  yes  it is </select>', {}, 's=yes+it+is'],
  ['<select name=s><option>1<option selected>2<option selected>3</select>', {}, 's=3'],
  ['<select name=s multiple><option>1<option selected>2<option selected>3</select>', {}, 's=2&s=3'],
  ['<select name=s size=3><option>1</select><select name=t></select>', {}, ''],
  ['<select name=s><optgroup disabled><option>1</optgroup><option>2</select>', {}, 's=2'],
  ['<input name=a><button name=go value=1>Go</button><button name=no value=2>No</button>', {}, 'a=&go=1'],
  [
    '<button type=button name=b>b</button><input type=reset name=r><input type=submit name=s value=S>',
    {},
    's=S',
  ],
  ['<input type=image name=i><input name=a>', {}, 'i.x=0&i.y=0&a='],
  ['<input type=file name=f><input type=hidden name=_charset_>', {}, 'f=&_charset_=utf-8'],
  ['<datalist><input name=d></datalist><object name=o></object><output name=p>x</output>', {}, ''],
])('%s sends by itself what a browser sends', (controls, values, expected) => {
  expect(sent(controls, values)).toBe(expected)
})

test.each<[string, FormValues, string]>([
  ['<input name=a value=1><input name=b value=2>', { a: 'x&y', b: undefined }, 'a=x%26y&b=2'],
  ['<input name=a value=1><input name=b value=2>', { a: null }, 'b=2'],
  ['<input type=checkbox name=a value=1><input name=b>', { a: true }, 'a=1&b='],
  ['<input type=checkbox name=a value=1 checked><input name=b>', { a: false }, 'b='],
  ['<input type=checkbox name=a value=1><input type=checkbox name=a value=2 checked>', { a: ['1'] }, 'a=1'],
  ['<input type=radio name=r value=1 checked><input type=radio name=r value=2>', { r: '2' }, 'r=2'],
  ['<select name=s multiple><option>1<option>2</select>', { s: ['1', '2'] }, 's=1&s=2'],
  ['<select name=s><option>1<option>2</select><input name=n>', { s: 2, n: 3 }, 's=2&n=3'],
  [
    '<input name=q><button name=go value=1>a</button><button name=go value=2>b</button>',
    { go: '2' },
    'q=&go=2',
  ],
  [
    '<input name=q><button name=go value=1>a</button><button name=del value=2>b</button>',
    { del: true },
    'q=&del=2',
  ],
  ['<input name=q><button name=go value=1>a</button>', { go: null }, 'q='],
])('%s filled in with %j', (controls, values, expected) => {
  expect(sent(controls, values)).toBe(expected)
})

test('controls outside of the form belong to it by its id, in the order of the page', () => {
  const html =
    '<input name=a form=f value=1><form id=f method=post><input name=b value=2><input name=c form=other></form><input name=d>'
  expect(textOf(submitted(html).body)).toBe('a=1&b=2')
})

test.each([
  ['', PAGE],
  ['action=""', PAGE],
  ['action="/enter?x=1#f"', 'https://shop.example/enter?x=1#f'],
  ['action="https://id.example/"', 'https://id.example/'],
])('the action %j of a POST leads to %s', (action, expected) => {
  expect(submitted(`<form method=POST ${action}></form>`).url.href).toBe(expected)
})

test('a base element counts for an action, but not for a form without one', () => {
  const base = '<base href="https://cdn.example/dir/">'
  expect(submitted(`${base}<form method=post action=go></form>`).url.href).toBe('https://cdn.example/dir/go')
  expect(submitted(`${base}<form method=post></form>`).url.href).toBe(PAGE)
})

test('GET puts the fields in place of the query of the action', () => {
  const { method, url, headers, body } = submitted('<form action="/find?old=1"><input name=q></form>', {
    q: 'a b',
  })
  expect([method, url.href]).toEqual(['GET', 'https://shop.example/find?q=a+b'])
  expect([headers, body]).toEqual([{}, undefined])
})

test('a pressed button brings its own action, method and encoding', () => {
  const html =
    '<form><input name=a value=1><button name=b value=2 formmethod=post formaction=/b formenctype=text/plain></button></form>'
  const { method, url, body } = submitted(html)
  expect([method, url.pathname, textOf(body), body?.type]).toEqual([
    'POST',
    '/b',
    'a=1\r\nb=2\r\n',
    'text/plain',
  ])
})

test('enctype multipart sends files, and an empty one for a field without', async () => {
  const html =
    '<form method=post enctype=multipart/form-data><input name=a value=1><input type=file name=f><input type=file name=g></form>'
  const file = new File(['x'], 'x.txt')
  const { body } = submitted(html, { f: file })
  const text = Buffer.concat(await Array.fromAsync(body!.open() as AsyncIterable<Uint8Array>)).toString()
  expect(text.length).toBe(body?.length)
  expect(text.replaceAll(/----\w+/g, '').split('\r\n')).toEqual([
    '--',
    'Content-Disposition: form-data; name="a"',
    '',
    '1',
    '--',
    'Content-Disposition: form-data; name="f"; filename="x.txt"',
    'Content-Type: application/octet-stream',
    '',
    'x',
    '--',
    'Content-Disposition: form-data; name="g"; filename=""',
    'Content-Type: application/octet-stream',
    '',
    '',
    '----',
    '',
  ])
})

test('a multipart form of an old page is sent in its charset', async () => {
  const html =
    '<form method=post enctype=multipart/form-data accept-charset=latin1><input name=é value=é☃></form>'
  const { body } = submitted(html)
  const bytes = Buffer.concat(await Array.fromAsync(body!.open() as AsyncIterable<Uint8Array>))
  expect(bytes.toString('latin1')).toContain('name="é"\r\n\r\né&#9731;\r\n')
  expect(bytes.byteLength).toBe(body?.length)
})

test.each([
  ['type=color', '#000000'],
  ['type=color value=#ABCDEF', '#abcdef'],
  ['type=color value=red', '#000000'],
  ['type=range', '50'],
  ['type=range min=10 max=21', '16'],
  ['type=range min=5 max=1', '5'],
  ['type=range value=200', '100'],
  ['type=range max=1 step=0.1 value=0.3', '0.3'],
  ['type=range max=1 step=any', '0.5'],
  ['type=range min=0 max=10 step=3 value=10', '9'],
  ['type=number value=1e3', '1e3'],
  ['type=number value=many', ''],
  ['type=email value=" a@shop.example "', 'a@shop.example'],
  ['type=nonsense value=" x "', ' x '],
])('an untouched <input %s> sends %j', (attributes, expected) => {
  expect(sent(`<input name=v ${attributes}>`)).toBe(new URLSearchParams({ v: expected }).toString())
})

test.each([
  ['accept-charset=iso-8859-1', '', 'q=%E9+%80+%26%239731%3B&_charset_=windows-1252'],
  ['', 'text/html; charset=shift_jis', 'q=%26%23233%3B+%26%238364%3B+%26%239731%3B&_charset_=shift_jis'],
  ['', 'text/html; charset=utf-16le', 'q=%C3%A9+%E2%82%AC+%E2%98%83&_charset_=utf-8'],
  ['accept-charset="nonsense, utf-8"', '', 'q=%C3%A9+%E2%82%AC+%E2%98%83&_charset_=utf-8'],
])('a form %s of a page %s is sent as %s', (attribute, type, expected) => {
  const html = `<form method=post ${attribute}><input name=q><input type=hidden name=_charset_></form>`
  const headers = type ? { 'content-type': type } : {}
  const page = new Response({ url: PAGE, headers: { 'content-type': 'text/html', ...headers }, body: html })
  expect(textOf(formRequest(page, undefined, { q: 'é € ☃' }).body)).toBe(expected)
})

test('a form is sent in the charset that its page was read in, whoever named it', () => {
  // "十大" in Big5, which stands there twice, and "Пр" in windows-1251.
  const big5 = Buffer.from('<form action=/><input name=q value="\xa4\x51\xa4\x6a"></form>', 'latin1')
  const cyrillic = Buffer.from('<form action=/><input name=q value="\xcf\xf0"></form>', 'latin1')
  const sentFrom = (init: Partial<ResponseInit>) =>
    formRequest(new Response({ url: PAGE, ...init }), undefined, {}).url.search
  expect(sentFrom({ body: big5, charset: 'big5' })).toBe('?q=%A4Q%A4j')
  expect(sentFrom({ body: cyrillic, fallbackCharset: 'windows-1251' })).toBe('?q=%CF%F0')
})

test('the query of an action goes in the charset of the page, whatever the form itself goes in', () => {
  const html = '<form method=post action="/Пр?x=Пр" accept-charset=utf-8><input name=q value=Пр></form>'
  const { url, body } = submitted(html, {}, 'form', { 'content-type': 'text/html; charset=windows-1251' })
  expect(url.pathname + url.search).toBe('/%D0%9F%D1%80?x=%CF%F0')
  expect(textOf(body)).toBe('q=%D0%9F%D1%80')
})

const TWO =
  '<form id=search action=/find><input name=q></form><form name=login method=post><input name=user></form>'

test.each(['login', 'form[method=post]', '[name=user]'])(
  'finds a form by %j: name, id or selector',
  (selector) => {
    expect(textOf(submitted(TWO, { user: 'ada' }, selector).body)).toBe('user=ada')
  },
)

test.each([
  [TWO, undefined, /has no single form: name one of form#search\[action=\/find\], form\[name=login\]/],
  [TWO, '#signup', /has no form #signup: name one of/],
  [TWO, '[[', /has no form \[\[/],
  ['<p>', 'form', /has no form form: the page has no forms/],
])('NO_FORM lists the forms that are there', (html, selector, message) => {
  expect(() => submitted(html, {}, selector)).toThrow(BodyError)
  expect(() => submitted(html, {}, selector)).toThrow(message)
})

test('NO_FIELD lists the fields that the form has, and not the value', () => {
  const submit = () => submitted(TWO, { username: 'hunter2' }, 'login')
  expect(submit).toThrow(/form\[name=login\] has no field username: it has user/)
  expect(submit).not.toThrow(/hunter2/)
})

test('submit fetches the page with its cookie, and sends Referer and Origin as a browser', async () => {
  await using server = await serve((request, response) => {
    if (request.method === 'GET') response.setHeader('set-cookie', 'pre=1; Path=/')
    response.end(
      '<form method=post action=/enter><input name=csrf type=hidden value=t><input name=user></form>',
    )
  })
  await using session = new Session({ site: server.url })
  const answer = await session.submit('/login?x=1', { user: 'ada' })
  const [, post] = server.requests
  expect(post).toMatchObject({ method: 'POST', url: '/enter', body: 'csrf=t&user=ada' })
  expect(post?.headers).toMatchObject({
    cookie: 'pre=1',
    origin: server.url,
    referer: `${server.url}/login?x=1`,
  })
  expect(post?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  await session.submit(answer, undefined, { user: 'eve' }, { headers: { 'x-a': '1' } })
  expect(server.requests[2]).toMatchObject({ method: 'POST', body: 'csrf=t&user=eve' })
  expect(server.requests[2]?.headers['x-a']).toBe('1')
})

test('what a form posts is sensitive: a redirect does not carry it to another site', async () => {
  await using target = await serve((_, response) => response.end())
  await using server = await serve((request, response) => {
    if (request.method === 'POST') response.writeHead(307, { location: target.url })
    response.end('<form method=post><input name=a></form>')
  })
  await using session = new Session({ site: server.url })
  await expect(session.submit('/', 'form', { a: '1' })).rejects.toMatchObject({ code: 'SENSITIVE_BODY' })
  expect(target.requests).toEqual([])
})
