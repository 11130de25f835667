import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll } from 'vitest'

// Crawls of one machine share the turns of a site by a file among the temporary ones: each test file is a machine of its own,
// or a port that is given again would inherit the quiet that another test's site had asked for.
const folder = mkdtempSync(join(tmpdir(), 'latchkey-test-'))
// Another user may come in, as in the tests of what one may not.
chmodSync(folder, 0o755)
process.env['TMPDIR'] = folder
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
