import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    setupFiles: ['test/support/own-machine.ts'],
    include: ['test/**/*.test.ts', 'packages/*/src/**/*.test.ts'],
    // Most tests wait for a server or a process: a core for each worker is not too little.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine may be busy; what is waited for comes, or does not.
    expect: { poll: { timeout: 20_000 } },
  },
})
