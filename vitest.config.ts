import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'packages/*/src/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine may be busy; what is waited for comes, or does not.
    expect: { poll: { timeout: 20_000 } },
  },
})
