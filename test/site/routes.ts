import { accountRoutes } from './account/account.ts'
import { loginRoutes } from './account/login.ts'
import { memberRoutes } from './account/members.ts'
import { scriptLoginRoutes } from './account/script-login.ts'
import { stepLoginRoutes } from './account/step-login.ts'
import { apiRoutes } from './api/api.ts'
import { faultRoutes } from './faults/faults.ts'
import type { Parts } from './parts.ts'
import type { Routes } from './server/router.ts'
import { robotsRoutes } from './shop/robots.ts'
import { shopRoutes } from './shop/shop.ts'
import { sitemapRoutes } from './shop/sitemap.ts'
import { answerRoutes } from './tools/answers.ts'
import { compressedRoutes } from './tools/compressed.ts'
import { echoRoutes } from './tools/echo.ts'
import { encodingRoutes } from './tools/encodings.ts'

/** All that the site answers to. */
export function makeRoutes(parts: Parts): Routes {
  return {
    ...shopRoutes(parts),
    ...robotsRoutes(parts),
    ...sitemapRoutes(parts),
    ...loginRoutes(parts),
    ...scriptLoginRoutes(parts),
    ...stepLoginRoutes(parts),
    ...accountRoutes(parts),
    ...memberRoutes(parts),
    ...apiRoutes(parts),
    ...echoRoutes(),
    ...answerRoutes(),
    ...encodingRoutes(),
    ...compressedRoutes(),
    ...faultRoutes(),
  }
}
