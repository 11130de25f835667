#!/usr/bin/env node
import process from 'node:process'

const OLDEST = 24

// What an old Node cannot read is not imported before its version has been looked at.
if (Number.parseInt(process.versions.node, 10) < OLDEST) {
  console.error(
    `latchkey: this is Node ${process.versions.node}, and Latchkey needs ${OLDEST}: get it from https://nodejs.org, or for this folder alone with \`npm install node@${OLDEST}\``,
  )
  process.exitCode = 2
} else {
  const { main } = await import('./program.ts')
  await main()
}
