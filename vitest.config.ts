import { join } from 'node:path'

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    setupFiles: ['test/support/own-machine.ts'],
    include: ['test/**/*.test.ts', 'packages/*/src/**/*.test.ts'],
    // Most tests wait for a server or a process: a core for each worker is not too little.
    maxWorkers: '100%',
    // Or each of the hundreds of commands that tests start would strip the types of all sources again.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node') },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine may be busy; what is waited for comes, or does not.
    expect: { poll: { timeout: 20_000 } },
  },
})
