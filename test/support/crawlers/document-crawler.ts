import { defineCrawler } from 'latchkey'
import { z } from 'zod'

/** Keeps each document of a site that the environment names, under its number and under a name of its own. */
export default defineCrawler({
  name: 'documents',
  start: `${process.env['DOCUMENT_SITE'] ?? 'http://127.0.0.1'}/`,
  robots: false,
  rate: 'fast',
  paths: { document: '/documents/:id' },
  records: { document: z.object({ id: z.string(), file: z.string(), own: z.string() }) },
  keys: { document: 'id' },
  routes: {
    list: ({ follow }) => follow('a'),
    document: ({ params, save }) => ({ id: params.id, file: save(`named/${params.id}.pdf`), own: save() }),
  },
})
