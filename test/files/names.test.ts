import { defineCrawler, extract, Response } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

const BODY = Buffer.from([0, 255, 37, 80, 68, 70, 13, 10, 0])
const HASH = '9c7abb6f60882142'

test('a file without a name is called by its content, with the extension that the site gives to it', async () => {
  const disposition = (value: string) => ({ 'content-disposition': value, 'content-type': 'text/html' })
  for (const [path, headers, extension] of [
    ['/a', disposition('attachment; filename="Invoice 7.PDF"'), '.pdf'],
    ['/a.bin', disposition(`attachment; filename="x.txt"; filename*=UTF-8''%e2%82%ac%20rates.csv`), '.csv'],
    ['/a.bin', disposition('filename=report.xlsx'), '.xlsx'],
    ['/a.bin', disposition('inline'), '.bin'],
    ['/photos/7.JPEG?size=2', { 'content-type': 'image/png' }, '.jpeg'],
    ['/download.php?id=7', { 'content-type': 'application/pdf; charset=binary' }, '.pdf'],
    ['/v1.2', { 'content-type': 'application/zip' }, '.zip'],
    ['/a', { 'content-type': 'application/x-unheard-of' }, ''],
    ['/a', {}, ''],
    ['/a', disposition('attachment; filename="../../etc/passwd"'), '.html'],
    ['/a', disposition('attachment; filename="a.p/../../df"'), '.html'],
  ] as const) {
    const { records, files } = await saved(undefined, `https://shop.example${path}`, headers)
    expect(records, `${path} ${JSON.stringify(headers)}`).toEqual([{ file: HASH + extension }])
    expect(files).toEqual([{ name: HASH + extension, body: BODY }])
  }
})

test('a file has the name that it is given, with its folders', async () => {
  for (const name of [
    '7.pdf',
    'invoices/2026/Rechnung Müller #7 (neu).pdf',
    '発票/七.pdf',
    'no extension',
    `${'a'.repeat(251)}.pdf`,
    'con-trol/auxiliary.nul',
  ]) {
    const { records, files } = await saved(name)
    expect(records).toEqual([{ file: name }])
    expect(files.map((file) => file.name)).toEqual([name])
  }
})

test('a name that leads out of the folder, or that some system does not take, fails its page with the mend', async () => {
  for (const [name, fault] of [
    ['', 'has an empty part'],
    ['/etc/passwd', 'is absolute'],
    ['../7.pdf', 'begins with a dot'],
    ['a/../../7.pdf', 'begins with a dot'],
    ['a/./7.pdf', 'begins with a dot'],
    ['.arriving/7.pdf', 'begins with a dot'],
    ['a//7.pdf', 'has an empty part'],
    ['a/', 'has an empty part'],
    [String.raw`..\7.pdf`, String.raw`has a \, which`],
    ['C:/7.pdf', 'has a :, which'],
    ['what?.pdf', 'has a ?, which'],
    ['7\u0000.pdf', 'has a control character'],
    ['7\n.pdf', 'has a control character'],
    ['7.pdf.', 'ends with a dot or a blank'],
    ['a /7.pdf', 'ends with a dot or a blank'],
    ['\ud800.pdf', 'half of a character'],
    ['a/NUL', 'a device to Windows (NUL)'],
    ['com1.pdf', 'a device to Windows (com1.pdf)'],
    [`${'ä'.repeat(126)}.pdf`, 'more than 255 bytes'],
    [7, 'save was given 7, which is no text'],
  ] as const) {
    const error: unknown = await saved(name as string).catch((reason: unknown) => reason)
    expect(error, JSON.stringify(name)).toMatchObject({ name: 'RouteError', code: 'ROUTE_THREW' })
    expect((error as Error).message).toContain(fault)
    expect((error as Error).message).toMatch(
      /give it a path such as .+\n {2}at .+names\.test\.ts:\d+\n {2}on https/,
    )
  }
})

test('what is saved twice under one name is kept once, and under two names twice', async () => {
  const crawler = defineCrawler({
    name: 'shop',
    start: 'https://shop.example/',
    routes: { page: ({ save }) => void [save(), save(), save('a.pdf'), save('a.pdf'), save('b.pdf')] },
  })
  const { files } = await extract(crawler, 'page', new Response({ url: 'https://shop.example/', body: BODY }))
  expect(files.map(({ name }) => name)).toEqual([HASH, 'a.pdf', 'b.pdf'])
})

test('a page that is saved after its route has returned is told so, for nobody would keep it', async () => {
  const late = Promise.withResolvers<unknown>()
  const crawler = defineCrawler({
    name: 'shop',
    start: 'https://shop.example/',
    routes: {
      page({ save }) {
        setTimeout(() => late.resolve(Promise.try(save)), 0)
      },
    },
  })
  await extract(crawler, 'page', new Response({ url: 'https://shop.example/', body: BODY }))
  await expect(late.promise).rejects.toThrow('saved its page after it had returned: await what it waits for')
})

/** What a route that saves its page under a name makes of it. */
async function saved(
  name: string | undefined,
  url = 'https://shop.example/7',
  headers: { readonly [name: string]: string } = {},
) {
  const crawler = defineCrawler({
    name: 'shop',
    start: 'https://shop.example/',
    records: { page: z.object({ file: z.string() }) },
    routes: { page: ({ save }) => ({ file: save(name) }) },
  })
  return extract(crawler, 'page', new Response({ url, headers, body: BODY }))
}
