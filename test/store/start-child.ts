import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Starts `child.ts`; it is killed at the end of its scope. */
export function startChild(...args: string[]) {
  const child = fork(new URL('child.ts', import.meta.url), args, { execArgv: [] })
  return Object.assign(child, { [Symbol.asyncDispose]: () => kill(child) })
}

/** Ends a process without warning, and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** Waits for the child's next message. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the child ended with ${String(code)} before it said anything`)
    }),
  ])
  return message
}
