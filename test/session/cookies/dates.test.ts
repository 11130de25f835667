import { describe, expect, test } from 'vitest'

import { parseSetCookie } from '../../../packages/core/src/session/cookies/set-cookie.ts'

/** When a cookie with this Expires would end, whatever the day is today. */
function end(expires: string): string | undefined {
  return parseSetCookie(`a=1; Expires=${expires}`, 0).expires?.toISOString().replace('.000Z', 'Z')
}

describe('an Expires date (RFC 6265bis 5.1.1)', () => {
  test.each([
    ['Wed, 21 Oct 2026 07:28:00 GMT', '2026-10-21T07:28:00Z'],
    ['Wed, 21-Oct-2026 07:28:00 GMT', '2026-10-21T07:28:00Z'],
    ['Wednesday, 21-Oct-26 07:28:00 GMT', '2026-10-21T07:28:00Z'],
    ['Wed Oct 21 07:28:00 2026', '2026-10-21T07:28:00Z'],
    ['21 oct 2026 7:8:9', '2026-10-21T07:08:09Z'],
    ['2026 07:28:00 Oct 21', '2026-10-21T07:28:00Z'],
    ['07:28:00 21 October 2026', '2026-10-21T07:28:00Z'],
    ['Wed, 21 Oct 2026 07:28:00 +0500 (PST)', '2026-10-21T07:28:00Z'],
    ['"Wed, 21 Oct 2026 07:28:00 GMT"', '2026-10-21T07:28:00Z'],
    ['21st Oct 2026th 07:28:00.500', '2026-10-21T07:28:00Z'],
    ['01 Jan 70 00:00:01', '1970-01-01T00:00:01Z'],
    ['01 Jan 99 00:00:00', '1999-01-01T00:00:00Z'],
    ['01 Jan 00 00:00:00', '2000-01-01T00:00:00Z'],
    ['01 Jan 69 00:00:00', '2069-01-01T00:00:00Z'],
    ['01 Jan 1601 00:00:00', '1601-01-01T00:00:00Z'],
    ['29 Feb 2028 23:59:59', '2028-02-29T23:59:59Z'],
  ])('is read: %s', (text, expected) => {
    expect(end(text)).toBe(expected)
  })

  test.each([
    '',
    'tomorrow',
    'Wed, 21 Oct 2026',
    '21 Oct 07:28:00',
    'Oct 2026 07:28:00',
    '21 2026 07:28:00',
    '00 Oct 2026 07:28:00',
    '32 Oct 2026 07:28:00',
    '31 Feb 2026 07:28:00',
    '29 Feb 2026 07:28:00',
    '21 Oct 2026 24:00:00',
    '21 Oct 2026 07:60:00',
    '21 Oct 2026 07:28:60',
    '21 Oct 1600 07:28:00',
    '21 Oct 2026 07:28',
    '21 Oct 20266 07:28:00',
    '2026-10-21T07:28:00Z',
  ])('that is none leaves a session cookie: %j', (text) => {
    expect(end(text)).toBeUndefined()
  })
})
