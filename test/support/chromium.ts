import { findChromium } from '../../packages/browser/src/find-chromium.ts'
import { testWhere } from './test-where.ts'

/** A test in Chromium. */
export const browserTest = testWhere({
  isThere: isThere(),
  lack: 'no Chromium',
  install: 'apt-get install -y chromium',
})

function isThere(): boolean {
  try {
    findChromium()
    return true
  } catch {
    return false
  }
}
