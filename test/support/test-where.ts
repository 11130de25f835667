import { test } from 'vitest'

/** What a test needs of its machine beyond Node, npm and git: a tool, which can be installed, or a right, which has to be given. */
type Need = { readonly isThere: boolean; readonly lack: string } & (
  | { readonly install: string }
  | { readonly remedy: string }
)

/**
 * A `test` of what has such a need. Where it is not met the test is skipped, and both the output and the title say what is
 * lacking and what would help; under `LATCHKEY_TEST_ALL` a tool that is not there fails it.
 */
export function testWhere({
  isThere,
  lack,
  ...help
}: Need): (title: string, body: () => Promise<void>) => void {
  const isTool = 'install' in help
  if (isThere || (isTool && process.env['LATCHKEY_TEST_ALL'])) return test
  const reason = `${lack} here: ${isTool ? help.install : help.remedy}`
  console.warn(`tests are skipped, ${reason}`)
  return (title, body) => test.skip(`${title} [${reason}]`, body)
}
