import type { Parts } from '../parts.ts'
import type { Routes } from '../server/router.ts'

/** What robots may not do, or whatever the option `robots` puts in its place. */
export function robotsRoutes({ options }: Parts): Routes {
  return {
    '/robots.txt'(request, reply) {
      const { robots, crawlDelay } = options
      if (typeof robots === 'number') return reply.text('', robots)
      reply.text(robots ?? defaultRobots(request.url.origin, crawlDelay))
    },
  }
}

function defaultRobots(origin: string, crawlDelay: number | undefined): string {
  return `User-agent: *
Disallow: /private/
Disallow: /cart
${crawlDelay === undefined ? '' : `Crawl-delay: ${crawlDelay}\n`}
Sitemap: ${origin}/sitemap.xml
`
}
