import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

const folder = resolve(import.meta.dirname, '../examples')
const run = promisify(execFile)

const says: { readonly [example: string]: RegExp } = {
  '01-session.ts': /10 orders\nada is still signed in/,
  '02-login.ts': /^100 of 100 members, 0 failed, 3 logins/,
  '03-records.ts': /\d+ records, \d+ pages failed:\n\d+ × record product is wrong: rating: /,
  '04-offline.ts': /the routes hold/,
}

for (const example of readdirSync(folder).filter((file) => /^\d/.test(file))) {
  test(`examples/${example} runs with node`, async () => {
    const { stdout, stderr } = await run(process.execPath, [resolve(folder, example)], {
      env: { ...process.env, LATCHKEY_KEY: '0'.repeat(64) },
    })
    expect(stderr).toBe('')
    expect(stdout).toMatch(says[example] ?? /^$/)
  })
}
