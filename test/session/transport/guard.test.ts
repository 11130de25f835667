import { expect, test } from 'vitest'

import { isPrivateAddress } from '../../../packages/core/src/session/transport/connection/private-address.ts'
import { httpProxy, socksProxy } from './proxy/proxy-servers.ts'
import { OK, serveRaw } from './raw-server.ts'
import { client } from './transport-client.ts'

const REFUSED = { name: 'NetworkError', code: 'PRIVATE_NETWORK' }

test.each([
  ['loopback', '127.0.0.1', '127.255.255.254', '::1'],
  ['unspecified', '0.0.0.0', '0.1.2.3', '::'],
  ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
  ['link-local, with the metadata of clouds', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  ['carrier-grade NAT', '100.64.0.1', '100.127.255.255'],
  ['multicast and reserved', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', 'ff02::1'],
  ['benchmark, documentation', '198.18.0.1', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1'],
  ['IPv4 mapped into IPv6', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:a9fe:a9fe', '::ffff:10.0.0.1'],
  ['IPv4 in IPv6 by NAT64 and 6to4', '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::1', '2002:7f00:1::'],
  ['IPv4-compatible, Teredo, site-local', '::7f00:1', '2001::1', 'fec0::1'],
])('these addresses are private: %s', (_kind, ...addresses) => {
  expect(addresses.filter((address) => !isPrivateAddress(address))).toEqual([])
})

test('public addresses are not private', () => {
  const addresses = [
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450::1',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '2002:808:808::',
  ]
  expect(addresses.filter((address) => isPrivateAddress(address))).toEqual([])
})

test.each([
  '127.0.0.1',
  '127.1',
  '0x7f.1',
  '0x7f000001',
  '2130706433',
  '017700000001',
  '0177.0.0.1',
  '１２７.0.0.1',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  'localhost',
  'LOCALHOST.',
])('privateNetwork: refuse refuses %s', async (host) => {
  await using server = await serveRaw(OK)
  await using web = client({ privateNetwork: 'refuse' })
  await expect(web.read(`http://${host}:${server.port}/`)).rejects.toMatchObject(REFUSED)
  expect(server.sockets).toEqual([])
})

test('the default allows private addresses', async () => {
  await using server = await serveRaw(OK)
  await using web = client()
  expect((await web.read(server.url)).text).toBe('ok')
})

test('SSRF: a name that leads to a private address is refused, also by resolve and lookup', async () => {
  await using server = await serveRaw(OK)
  await using fixed = client({ privateNetwork: 'refuse', resolve: { 'shop.example': '127.0.0.1' } })
  await using looked = client({ privateNetwork: 'refuse', lookup: () => ['::ffff:127.0.0.1', '10.0.0.1'] })
  const url = `http://shop.example:${server.port}/`
  await expect(fixed.read(url)).rejects.toMatchObject(REFUSED)
  await expect(looked.read(url)).rejects.toMatchObject(REFUSED)
  expect(server.sockets).toEqual([])
})

test('DNS rebinding is caught: each connection is judged anew', async () => {
  await using server = await serveRaw(OK)
  const answers = ['203.0.114.1', '127.0.0.1']
  await using web = client({
    privateNetwork: 'refuse',
    dnsTtl: 0,
    lookup: () => answers.shift() ?? '127.0.0.1',
  })
  const url = `http://shop.example:${server.port}/`
  const first: unknown = await web.read(url, { limits: { connect: 50 } }).catch((error: unknown) => error)
  expect(first).not.toMatchObject(REFUSED)
  await expect(web.read(url)).rejects.toMatchObject(REFUSED)
  expect(server.sockets).toEqual([])
})

test('a proxy may be in a private network, what is asked of it may not', async () => {
  await using server = await serveRaw(OK)
  await using http = await httpProxy({ hosts: { 'shop.example:80': server.port } })
  await using socks = await socksProxy()
  await using web = client({ privateNetwork: 'refuse', proxy: `http://127.0.0.1:${http.port}` })
  expect((await web.read('http://shop.example/')).text).toBe('ok')
  await expect(web.read('http://169.254.169.254/')).rejects.toMatchObject(REFUSED)
  await expect(web.read('https://localhost/')).rejects.toMatchObject(REFUSED)
  const resolve = { 'shop.example': '127.0.0.1' }
  await using other = client({ privateNetwork: 'refuse', resolve, proxy: `socks5://127.0.0.1:${socks.port}` })
  await expect(other.read('http://shop.example/')).rejects.toMatchObject(REFUSED)
  expect([http.seen.length, socks.seen]).toEqual([1, []])
})
