import { inspect } from 'node:util'

import { describe, expect, test } from 'vitest'

import { DefinitionError } from '../../../packages/core/src/errors.ts'
import { Headers } from '../../../packages/core/src/http/headers.ts'
import type { Body, Request } from '../../../packages/core/src/http/request.ts'
import { parseCurl } from '../../../packages/core/src/session/formats/curl/curl-command.ts'
import { formatCurl } from '../../../packages/core/src/session/formats/curl/curl-format.ts'

function bytes(content: string | Uint8Array, sensitive = false): Body {
  const data = Buffer.from(content)
  return { type: 'text/plain', length: data.length, replayable: true, sensitive, open: () => data }
}

function request(change: Partial<Request> = {}): Request {
  return {
    method: 'GET',
    url: new URL('https://me:hunter2@shop.example/?q=a b'),
    headers: new Headers({
      Accept: '*/*',
      Cookie: 'sid=hunter2',
      Authorization: 'Bearer hunter2',
      'X-Empty': '',
    }),
    body: undefined,
    ...change,
  }
}

/** How the command for such a request names its method. */
function methodOf(change: Partial<Request>): string | undefined {
  return /-X '\w+'|-I/.exec(formatCurl(request(change)))?.[0]
}

describe('parseCurl', () => {
  test('reads "Copy as cURL (bash)" of Chrome', () => {
    const command = parseCurl(
      String.raw`curl 'https://shop.example/api/search?q=1' \
  -H 'accept: application/json, text/plain, */*' \
  -H 'content-type: application/json' \
  -b 'sid=abc; theme="dark"; consent=a=b' \
  -H 'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"' \
  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64)' \
  --data-raw $'{"q":"it\'s \u0021 caf\u00e9 \ud83d\ude00\\n"}' \
  --compressed ;`.replace(' ;', ''),
    )
    expect(command).toMatchObject({
      method: 'POST',
      url: new URL('https://shop.example/api/search?q=1'),
      auth: undefined,
      insecure: false,
    })
    expect([...command.cookies]).toEqual([
      ['sid', 'abc'],
      ['theme', '"dark"'],
      ['consent', 'a=b'],
    ])
    expect(command.headers.get('sec-ch-ua')).toBe('"Chromium";v="140", "Not=A?Brand";v="24"')
    expect(command.headers.get('content-type')).toBe('application/json')
    expect(command.body).toBe(String.raw`{"q":"it's ! café 😀\n"}`)
  })

  test('reads "Copy as cURL (POSIX)" of Firefox', () => {
    const command = parseCurl(
      String.raw`curl 'https://shop.example/login' -X POST -H 'User-Agent: Mozilla/5.0' -H 'Accept-Encoding: gzip, deflate, br' -H 'Content-Type: application/x-www-form-urlencoded' -H 'Connection: keep-alive' -H 'Content-Length: 11' -H 'Cookie: sid=abc' -H 'TE: trailers' --data-raw 'user=a&x=%20'`,
    )
    expect(command.method).toBe('POST')
    expect([...command.headers].map(([name]) => name)).toEqual([
      'User-Agent',
      'Accept-Encoding',
      'Content-Type',
    ])
    expect([...command.cookies]).toEqual([['sid', 'abc']])
    expect(command.body).toBe('user=a&x=%20')
  })

  test.each([
    [String.raw`'a b'`, 'a b'],
    [String.raw`"a \"b\" \$c \\ \x"`, String.raw`a "b" $c \ \x`],
    [String.raw`'it'\''s'`, "it's"],
    [String.raw`$'a\tb\x41\101\'\"\\\u00e9\xc3\xa9\cA\e'`, 'a\tbAA\'"\\éé\x01\x1b'],
    [String.raw`a\ b`, 'a b'],
    ['"a\\\nb"', 'ab'],
    ['a\\\nb', 'ab'],
    [`''`, ''],
    [String.raw`'a\nb'`, String.raw`a\nb`],
  ])('unquotes %s as bash does', (word, expected) => {
    expect(parseCurl(`curl x.example --data-raw ${word}`).body).toBe(expected)
  })

  test.each([
    ['curl x.example', 'GET'],
    ['curl x.example -I', 'HEAD'],
    ['curl x.example -d a', 'POST'],
    ['curl x.example -d a -G', 'GET'],
    ['curl x.example -d a -X PATCH', 'PATCH'],
    ['curl -sSLXDELETE --url x.example', 'DELETE'],
  ])('knows the method of %s', (text, method) => {
    expect(parseCurl(text).method).toBe(method)
  })

  test('joins data as curl does', () => {
    const urlencoded = `curl x.example -d a=1 --data-raw '@b' --data-urlencode 'c= d&é' --data-urlencode '=e f' --data-urlencode g/h`
    expect(parseCurl(urlencoded)).toMatchObject({ body: 'a=1&@b&c=+d%26%C3%A9&e+f&g%2Fh' })
    expect(parseCurl(urlencoded).headers.get('content-type')).toBe('application/x-www-form-urlencoded')
    expect(parseCurl('curl -G "x.example/?a=1" -d b=2 -d c=3').url.href).toBe('http://x.example/?a=1&b=2&c=3')
    const json = parseCurl(`curl x.example --json '{"a":' --json 1}`)
    expect([json.body, json.headers.get('accept'), json.headers.get('content-type')]).toEqual([
      '{"a":1}',
      'application/json',
      'application/json',
    ])
  })

  test('reads -u, -x, -k, -A, -e and --oauth2-bearer', () => {
    const command = parseCurl(
      'curl -u me:pass:word -x http://proxy:8080 -k -A agent -e "http://r.example;auto" --oauth2-bearer token https://x.example',
    )
    expect(command.auth?.user).toBe('me')
    expect(command.auth?.password.reveal()).toBe('pass:word')
    expect(command).toMatchObject({ proxy: 'http://proxy:8080', insecure: true })
    expect([...command.headers]).toEqual([
      ['User-Agent', 'agent'],
      ['Referer', 'http://r.example'],
      ['Authorization', 'Bearer token'],
    ])
    expect(inspect(command)).not.toContain('pass:word')
  })

  test('lets a header of its own beat -A, and reads empty headers', () => {
    const command = parseCurl(
      `curl x.example -A one -H 'user-agent: two' -H 'X-Empty;' -H 'Accept:' -H ':authority: x.example'`,
    )
    expect([...command.headers]).toEqual([
      ['user-agent', 'two'],
      ['X-Empty', ''],
    ])
  })

  test.each([
    ['wget x', 'does not begin with curl'],
    ['', 'does not begin with curl'],
    ['curl', 'has no URL'],
    ['curl a b', 'several URLs'],
    ['curl ftp://x/hunter2', 'not an http or https URL'],
    ['curl x\n  --hunter', 'the option --hunter, which is not understood'],
    ['curl x -F a=hunter2', 'the option -F, which is not understood'],
    ['curl x --constructor', 'the option --constructor, which is not understood'],
    ['curl x -H', '-H of the command has no value'],
    ['curl x -H hunter2', 'has no colon'],
    ['curl x -d @hunter2', '--data of the command reads a file'],
    ['curl x --data-urlencode a@hunter2', 'reads a file'],
    ['curl x -b hunter2.txt', 'names a file'],
    ["curl x \\\n -H 'a: b' \\\n -H 'hunter2", 'line 3 of the command has a quote that is not closed'],
    ['curl x?a=1&b=hunter2', 'line 1 of the command has a & outside quotes'],
    ['curl x; rm hunter2', 'line 1 of the command has a ; outside quotes'],
    [String.raw`curl x -d $'\xff'`, 'not UTF-8'],
    ['curl ^"http://x/hunter2^"', 'for the Windows prompt'],
  ])('refuses %j with its remedy, without values', (text, problem) => {
    const act = () => parseCurl(text)
    expect(act).toThrow(DefinitionError)
    expect(act).toThrow(problem)
    expect(act).not.toThrow('hunter2')
  })
})

describe('formatCurl', () => {
  test('hides credentials unless asked for them', () => {
    expect(formatCurl(request())).toBe(
      [
        "curl 'https://shop.example/?q=a%20b'",
        "-H 'Accept: */*'",
        "-H 'Cookie: [secret]'",
        "-H 'Authorization: [secret]'",
        "-H 'X-Empty;'",
      ].join(' \\\n  '),
    )
    expect(formatCurl(request(), { secrets: true })).toContain('me:hunter2@shop.example')
    expect(formatCurl(request(), { secrets: true })).toContain("-H 'Cookie: sid=hunter2'")
    const login = request({ method: 'POST', body: bytes('password=hunter2', true) })
    expect(formatCurl(login)).not.toContain('hunter2')
    expect(formatCurl(login, { secrets: true })).toContain("--data-raw 'password=hunter2'")
  })

  test.each(["it's", 'a\nb', 'tab\there', String.raw`back\slash'`, '$HOME `x` "y" !', 'é 😀', '@file', ''])(
    'survives parseCurl: %j',
    (text) => {
      const original = request({
        method: 'PUT',
        body: bytes(text),
        headers: new Headers({ 'X-Odd': `"'$\\é` }),
      })
      const back = parseCurl(formatCurl(original, { secrets: true }))
      expect(back).toMatchObject({ method: 'PUT', body: text })
      expect([...back.headers]).toEqual([
        ['X-Odd', `"'$\\é`],
        ['Content-Type', 'text/plain'],
      ])
    },
  )

  test('writes bytes that are no text escaped, and leaves a stream to standard input', () => {
    expect(formatCurl(request({ method: 'POST', body: bytes(Uint8Array.of(0xff, 0x41, 0x27)) }))).toContain(
      String.raw`--data-raw $'\xffA\''`,
    )
    const stream: Body = { ...bytes(''), replayable: false, open: () => expect.unreachable() }
    expect(formatCurl(request({ method: 'POST', body: stream }))).toContain('--data-binary @-')
  })

  test('names the method only where curl would take another', () => {
    expect(methodOf({})).toBeUndefined()
    expect(methodOf({ method: 'POST', body: bytes('x') })).toBeUndefined()
    expect(methodOf({ method: 'HEAD' })).toBe('-I')
    expect(methodOf({ method: 'POST' })).toBe("-X 'POST'")
    expect(methodOf({ body: bytes('x') })).toBe("-X 'GET'")
  })
})
