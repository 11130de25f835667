import { existsSync } from 'node:fs'

import { DefinitionError } from 'latchkey'

/** Where Chromium, Chrome and Edge are usually found. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/usr/bin/microsoft-edge',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
]

/**
 * The program that is started: the one named by `LATCHKEY_CHROMIUM`, else the first in the usual places.
 *
 * @throws {DefinitionError} when there is none.
 */
export function findChromium(): string {
  const named = process.env['LATCHKEY_CHROMIUM']
  if (named && existsSync(named)) return named
  if (named) throw new DefinitionError(`LATCHKEY_CHROMIUM is ${named}, and there is no such file`)
  const found = PLACES.find((place) => existsSync(place))
  if (found !== undefined) return found
  throw new DefinitionError(
    'a login by browser needs Chromium, and there is none in the usual places: apt-get install chromium, or name yours in LATCHKEY_CHROMIUM',
  )
}
