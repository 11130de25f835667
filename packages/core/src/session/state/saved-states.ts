import { StoreError } from '../../errors.ts'
import { mergeCookies } from './merge-cookies.ts'
import { readSessionState } from './session-state.ts'
import type { SessionState } from './session-state.ts'
import { readStateFile, writeStateFile } from './state-file.ts'

/** The files that a session was loaded from and saved in, which other processes may save in as well. */
export class SavedStates {
  /** What each file held when it was last read or written here. */
  readonly #known = new Map<string, SessionState>()

  /** @throws {StoreError} `STATE_MISSING` without the file, and for what is no state. */
  async load(path: string): Promise<SessionState> {
    const found = await readStateFile(path)
    if (found === undefined) {
      const remedy = 'sign in with a new one and save it there first'
      throw new StoreError('STATE_MISSING', `there is no session in ${path}: ${remedy}`)
    }
    const state = readSessionState(found)
    this.#known.set(path, state)
    return state
  }

  /** Saves a state, together with what another process has changed in the file; gives what it holds now. */
  async save(path: string, state: SessionState): Promise<SessionState> {
    const known = this.#known.get(path)
    const found = known && (await readStateFile(path))
    const merged = known && found ? withTheirs(state, readSessionState(found), known) : state
    await writeStateFile(path, merged)
    this.#known.set(path, merged)
    return merged
  }
}

function withTheirs(state: SessionState, theirs: SessionState, known: SessionState): SessionState {
  if (theirs.savedAt === known.savedAt) return state
  return { ...state, cookies: mergeCookies(state.cookies, theirs.cookies, known.cookies) }
}
