import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { threadId } from 'node:worker_threads'

import { codeOf } from '../../../thrown.ts'

/** Who owns a run: one opened run in one thread of one process, never two under one identity. */
export interface ProcessIdentity {
  readonly host: string
  /** The kernel's id of this boot; empty where there is none. */
  readonly boot: string
  readonly pid: number
  /** When the process started, in its system's own words: a pid is given again, this is not. */
  readonly started: string
  readonly thread: number
  readonly token: string
  /** When the run was opened. */
  readonly since: string
}

/** What can be known from here of an owner. */
export type Liveness = 'alive' | 'dead' | 'out of sight'

const held = new Set<string>()

/** An identity that lives until it is dropped, or until this process ends. */
export function takeIdentity(): ProcessIdentity {
  const token = randomUUID()
  held.add(token)
  return {
    host: hostname(),
    boot: bootId(),
    pid: process.pid,
    started: startTime(process.pid) ?? '',
    thread: threadId,
    token,
    since: new Date().toISOString(),
  }
}

/** Ends an identity of this process. */
export function dropIdentity(identity: ProcessIdentity): void {
  held.delete(identity.token)
}

/** Whether an owner still lives; one on another host (containers are hosts) cannot be seen from here. */
export function livenessOf(owner: ProcessIdentity): Liveness {
  if (owner.host !== hostname()) return 'out of sight'
  if (owner.boot !== bootId()) return 'dead'
  const started = startTime(owner.pid)
  if (started === undefined || started !== owner.started) return 'dead'
  if (owner.pid === process.pid && owner.thread === threadId) return held.has(owner.token) ? 'alive' : 'dead'
  return 'alive'
}

/** When a process started; `undefined` if there is none of that id. */
function startTime(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxStartTime(pid)
  if (process.platform === 'win32') return exists(pid) ? '' : undefined
  return psStartTime(pid)
}

function linuxStartTime(pid: number): string | undefined {
  const stat = readOrEmpty(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  // proc_pid_stat(5): the name in parentheses may hold anything; behind it, the first field is the state
  // and the twentieth the start, in clock ticks since boot. A zombie (Z, X) writes nothing any more.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

/** Elsewhere `ps` knows, as the wall clock's time to the second, which no reboot repeats. */
function psStartTime(pid: number): string | undefined {
  const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } } as const
  return (
    readOrEmpty(() => execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], options).trim()) || undefined
  )
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function bootId(): string {
  return readOrEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim())
}

function readOrEmpty(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
