import { gzipSync } from 'node:zlib'

import { categoryPath } from '../catalogue/categories.ts'
import type { Parts } from '../parts.ts'
import { each } from '../server/html.ts'
import { pageOf } from '../server/pagination.ts'
import type { Reply } from '../server/reply.ts'
import type { Routes } from '../server/router.ts'
import { productPath } from './links.ts'

const productsInPart = 1000
const namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

/** A sitemap index, a plain part with the listings and gzip parts with the products. */
export function sitemapRoutes({ catalogue }: Parts): Routes {
  return {
    '/sitemap.xml'(request, reply) {
      const parts = Math.ceil(catalogue.ids().length / productsInPart)
      const names = Array.from({ length: parts }, (_, index) => `products-${index + 1}.xml.gz`)
      const entry = (name: string) => `<sitemap><loc>${request.url.origin}/sitemaps/${name}</loc></sitemap>\n`
      sendXml(reply, `<sitemapindex ${namespace}>\n${each(['pages.xml', ...names], entry)}</sitemapindex>\n`)
    },

    '/sitemaps/pages.xml'(request, reply) {
      const paths = ['/', '/products', ...catalogue.categories.map(categoryPath)]
      const entry = (path: string) => `<url><loc>${request.url.origin}${path}</loc></url>\n`
      sendXml(reply, `<urlset ${namespace}>\n${each(paths, entry)}</urlset>\n`)
    },

    '/sitemaps/:name'(request, reply) {
      const number = Number(/^products-(\d+)\.xml\.gz$/.exec(request.params['name']!)?.[1])
      const part = pageOf(catalogue.ids(), number, productsInPart)
      if (!part) return reply.notFound()
      const entry = (id: number) =>
        `<url><loc>${request.url.origin}${productPath(id)}</loc><lastmod>${catalogue.modified(id)}</lastmod></url>\n`
      const xml = `${declaration}<urlset ${namespace}>\n${each(part.items, entry)}</urlset>\n`
      reply.send(200, { 'content-type': 'application/gzip' }, gzipSync(xml))
    },
  }
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

function sendXml(reply: Reply, xml: string): void {
  reply.send(200, { 'content-type': 'application/xml' }, declaration + xml)
}
