import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { relative, resolve, dirname } from 'node:path'

import { expect, test } from 'vitest'

const SOURCE = resolve(import.meta.dirname, '../packages/core/src')
/** Each layer may import itself and those before it. */
const LAYERS = ['thrown.ts', 'errors.ts', 'http', 'session', 'frontier', 'extract', 'engine', 'cli']

test('imports only go left: http <- session <- frontier <- extract <- engine <- cli', async () => {
  const wrong: string[] = []
  for await (const path of glob('**/*.ts', { cwd: SOURCE })) {
    for (const target of importsOf(path)) {
      if (rank(path) < rank(target)) wrong.push(`${path} imports ${target}`)
    }
  }
  expect(wrong).toEqual([])
})

test('no source file is longer than 300 lines, and nine in ten are under 200', async () => {
  const lengths: number[] = []
  for await (const path of glob('**/*.ts', { cwd: SOURCE })) {
    lengths.push(readFileSync(resolve(SOURCE, path), 'utf8').split('\n').length)
  }
  lengths.sort((a, b) => a - b)
  expect(lengths.at(-1)).toBeLessThanOrEqual(300)
  expect(lengths[Math.floor(lengths.length * 0.9)]).toBeLessThan(200)
})

function importsOf(path: string): string[] {
  const text = readFileSync(resolve(SOURCE, path), 'utf8')
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] ?? '')
  return targets.map((target) => relative(SOURCE, resolve(SOURCE, dirname(path), target)))
}

function rank(path: string): number {
  const layer = LAYERS.indexOf(path.split('/')[0] ?? '')
  // index.ts is the table of contents and stands above all but the command line, which reads no index.
  return layer < 0 ? LAYERS.length : layer
}
