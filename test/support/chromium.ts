import { test } from 'vitest'

import { findChromium } from '../../packages/browser/src/find-chromium.ts'

/** A test in Chromium. Without one it is skipped and says what would install it; under `LATCHKEY_TEST_ALL` it fails. */
export function browserTest(title: string, body: () => Promise<void>): void {
  if (isThere() || process.env['LATCHKEY_TEST_ALL']) test(title, body)
  else test.skip(`${title} [no Chromium here: apt-get install -y chromium]`, body)
}

function isThere(): boolean {
  try {
    findChromium()
    return true
  } catch {
    return false
  }
}
