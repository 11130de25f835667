import { parseJson } from '../server/request.ts'
import type { SiteRequest } from '../server/request.ts'
import type { Routes } from '../server/router.ts'

/** Pages that say back what they were sent. */
export function echoRoutes(): Routes {
  return {
    '/headers': (request, reply) => reply.json(request.headers),

    '/cookies': (request, reply) => reply.json(Object.fromEntries(request.cookies)),

    '/cookies/set'(request, reply) {
      for (const [name, value] of request.url.searchParams) {
        reply.setCookie(encodeURIComponent(name), encodeURIComponent(value), { httpOnly: false })
      }
      reply.redirect('/cookies')
    },

    async '* /echo'(request, reply) {
      const { method, target, headers, rawHeaders } = request
      const bytes = await request.body()
      const [form, json] = [await readForm(request, bytes), readJson(request, bytes)]
      reply.json({ method, url: target, headers, rawHeaders, body: bytes.toString(), form, json })
    },
  }
}

/** The fields of a form in either encoding; of a file its name, type and size. */
async function readForm({ headers }: SiteRequest, bytes: Buffer): Promise<unknown> {
  const type = headers['content-type'] ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(type)) return null
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
  return [...form].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : { name: value.name, type: value.type, size: value.size },
  ])
}

function readJson({ headers }: SiteRequest, bytes: Buffer): unknown {
  return headers['content-type']?.startsWith('application/json') ? parseJson(bytes.toString()) : null
}
