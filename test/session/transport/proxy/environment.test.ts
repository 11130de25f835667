import { expect, test } from 'vitest'

import { environmentProxy } from '../../../../packages/core/src/session/transport/proxy/environment-proxy.ts'
import { serveRaw } from '../raw-server.ts'
import { client } from '../transport-client.ts'
import { httpProxy } from './proxy-servers.ts'

const HTTP = new URL('http://shop.example/')
const HTTPS = new URL('https://shop.example/')

test.each([
  ['http_proxy is for http only', { http_proxy: 'a:1' }, 'a:1', null],
  ['https_proxy is for https only', { https_proxy: 'a:1' }, null, 'a:1'],
  ['upper case counts too', { HTTP_PROXY: 'a:1', HTTPS_PROXY: 'b:1' }, 'a:1', 'b:1'],
  ['lower case beats upper case', { HTTP_PROXY: 'a:1', http_proxy: 'b:1' }, 'b:1', null],
  ['empty lower case beats upper case', { HTTP_PROXY: 'a:1', http_proxy: '' }, null, null],
  ['all_proxy is for what has none', { all_proxy: 'a:1', https_proxy: 'b:1' }, 'a:1', 'b:1'],
  ['ALL_PROXY counts too', { ALL_PROXY: 'socks5://a:1' }, 'socks5://a:1', 'socks5://a:1'],
  ['an empty variable is no proxy, not all_proxy', { ALL_PROXY: 'a:1', http_proxy: '' }, null, 'a:1'],
  ['white space around it does not count', { http_proxy: ' a:1 ' }, 'a:1', null],
  ['nothing is no proxy', {}, null, null],
])('%s', (_rule, environment, http, https) => {
  const proxyOf = environmentProxy(environment)
  expect([proxyOf(HTTP), proxyOf(HTTPS)]).toEqual([http, https])
})

test('CVE-2016-5385 httpoxy: HTTP_PROXY does not count under CGI, http_proxy does', () => {
  const cgi = { REQUEST_METHOD: 'GET', HTTP_PROXY: 'evil:1', HTTPS_PROXY: 'good:1' }
  expect(environmentProxy(cgi)(HTTP)).toBeNull()
  expect(environmentProxy(cgi)(HTTPS)).toBe('good:1')
  expect(environmentProxy({ ...cgi, http_proxy: 'good:1' })(HTTP)).toBe('good:1')
})

const PASSED: [list: string, ...urls: string[]][] = [
  ['*', 'http://shop.example/', 'http://10.0.0.1/', 'http://[::1]/'],
  [
    'shop.example',
    'http://shop.example/',
    'http://www.shop.example/',
    'http://SHOP.example./',
    'http://a.b.shop.example/',
  ],
  ['.shop.example', 'http://shop.example/', 'http://www.shop.example/'],
  ['*.shop.example', 'http://www.shop.example/'],
  ['SHOP.EXAMPLE.', 'http://shop.example/'],
  ['a.example, shop.example', 'http://shop.example/'],
  ['a.example shop.example', 'http://shop.example/'],
  [' , ,shop.example,', 'http://shop.example/'],
  ['shop.example:8080', 'http://shop.example:8080/', 'http://www.shop.example:8080/'],
  ['shop.example:80', 'http://shop.example/'],
  ['shop.example:443', 'https://shop.example/'],
  ['10.0.0.1', 'http://10.0.0.1/', 'http://0xa000001/', 'http://[::ffff:10.0.0.1]/'],
  ['10.0.0.0/8', 'http://10.255.0.1/', 'http://[::ffff:10.1.2.3]/'],
  ['192.168.0.0/16,10.0.0.0/8', 'http://10.0.0.1/'],
  ['10.0.0.0/8:8080 [fd00::/8]:8080', 'http://10.0.0.1:8080/', 'http://[fd00::1]:8080/'],
  ['0.0.0.0/0', 'http://8.8.8.8/'],
  ['10.0.0.1:8080', 'http://10.0.0.1:8080/'],
  ['fd00::/8', 'http://[fd12::1]/'],
  ['::1', 'http://[::1]/'],
  ['[::1]', 'http://[::1]/'],
  ['[::1]:8080', 'http://[::1]:8080/'],
  ['[2001:db8::1]:8080', 'http://[2001:db8:0::1]:8080/'],
  ['::ffff:10.0.0.1', 'http://10.0.0.1/'],
  ['::ffff:10.0.0.0/104', 'http://10.9.9.9/'],
  ['localhost', 'http://localhost/', 'http://localhost./', 'http://127.0.0.1/', 'http://[::1]/'],
  ['127.0.0.1', 'http://localhost/', 'http://[::ffff:127.0.0.1]/'],
]

test.each(PASSED)('CVE-2026-44492, CVE-2026-42038: NO_PROXY %s goes direct', (list, ...urls) => {
  const proxyOf = environmentProxy({ all_proxy: 'proxy:1', no_proxy: list })
  expect(urls.filter((url) => proxyOf(new URL(url)) !== null)).toEqual([])
})

const PROXIED: [list: string, ...urls: string[]][] = [
  ['shop.example', 'http://evilshop.example/', 'http://shop.example.evil/', 'http://example/'],
  ['.shop.example', 'http://evilshop.example/'],
  ['shop.example:8080', 'http://shop.example/', 'http://shop.example:808/'],
  ['shop.example:80', 'https://shop.example/'],
  ['10.0.0.0/8', 'http://11.0.0.1/', 'http://shop.example/', 'http://[fd00::1]/'],
  ['10.0.0.0/8:8080', 'http://10.0.0.1/'],
  ['10.0.0.0/33', 'http://10.0.0.1/'],
  ['0.0.1', 'http://10.0.0.1/'],
  ['fd00::/8', 'http://[fe80::1]/', 'http://10.0.0.1/'],
  ['[::1]:8080', 'http://[::1]/'],
  ['localhost', 'http://127.0.0.2/', 'http://notlocalhost/'],
  ['.', 'http://shop.example/'],
  ['', 'http://shop.example/'],
]

test.each(PROXIED)('NO_PROXY %s leaves the others to the proxy', (list, ...urls) => {
  const proxyOf = environmentProxy({ all_proxy: 'proxy:1', NO_PROXY: list })
  expect(urls.filter((url) => proxyOf(new URL(url)) === null)).toEqual([])
})

test('no_proxy in lower case beats NO_PROXY, also when it is empty', () => {
  const proxyOf = environmentProxy({ all_proxy: 'proxy:1', NO_PROXY: '*', no_proxy: '' })
  expect(proxyOf(HTTP)).toBe('proxy:1')
})

test("proxy: 'env' follows the environment, and without it the environment does not count", async () => {
  await using server = await serveRaw('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  await using proxy = await httpProxy()
  process.env['http_proxy'] = `127.0.0.1:${proxy.port}`
  try {
    await using asked = client({ proxy: 'env' })
    await asked.read(server.url)
    expect(proxy.seen).toHaveLength(1)
    await using silent = client()
    await using explicit = client({ proxy: null })
    await silent.read(server.url)
    await explicit.read(server.url)
    expect(proxy.seen).toHaveLength(1)
  } finally {
    delete process.env['http_proxy']
  }
})
