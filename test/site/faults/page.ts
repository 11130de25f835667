import { each } from '../server/html.ts'
import { plainPage } from '../server/plain-page.ts'

const line = (_: unknown, index: number) => `<p>Line ${index + 1} of a page with four hundred lines.</p>\n`

/** A whole page of some 20 KB, for the faults that spoil one. */
export const wholePage: Buffer = Buffer.from(plainPage('Whole', each(Array.from({ length: 400 }), line)))

/** Its first half. */
export const halfPage: Buffer = wholePage.subarray(0, wholePage.length / 2)

/** The type that all of them claim to be. */
export const htmlType = 'text/html; charset=utf-8'
