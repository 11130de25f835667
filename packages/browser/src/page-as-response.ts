import { Response } from 'latchkey'
import type { Page } from 'playwright-core'

/** A page as its scripts have made it, for predicates that judge responses. */
export async function pageAsResponse(page: Page): Promise<Response> {
  const body = await page.content()
  return new Response({ url: page.url(), headers: { 'content-type': 'text/html; charset=utf-8' }, body })
}
