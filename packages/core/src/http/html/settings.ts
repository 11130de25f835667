import type { CheerioOptions } from 'cheerio/slim'

import type { Settings } from './nodes.ts'

/**
 * cheerio's options as it keeps them, laid over those of a page.
 *
 * `xml` is short for htmlparser2 and the rules of XML, and stays, since `$.html()` lays the settings over themselves.
 */
export function settingsOf(options: CheerioOptions | null | undefined, page: Settings): Settings {
  if (!options) return page
  const settings: Settings = { ...page, ...options }
  if (options.xmlMode || options.xml) settings._useHtmlParser2 = true
  if (options.xml) settings.xmlMode = true
  return typeof options.xml === 'object' ? Object.assign(settings, options.xml) : settings
}
