import { StoreError } from '../../errors.ts'
import { mergeCookies } from './merge-cookies.ts'
import { readStateFile, writeStateFile } from './state-file.ts'
import { readSessionState } from './state.ts'
import type { SessionState } from './state.ts'

/**
 * A state from its file.
 *
 * @throws {StoreError} `STATE_MISSING` without the file, and for what is no state.
 */
export async function loadState(path: string): Promise<SessionState> {
  const state = await readStateFile(path)
  if (state !== undefined) return readSessionState(state)
  throw new StoreError(
    'STATE_MISSING',
    `there is no session in ${path}: sign in with a new one and save it there first`,
  )
}

/**
 * Saves a state in its file, together with what another process has changed there.
 *
 * @param known What the file held when this session last read or wrote it.
 * @returns What the file holds now.
 */
export async function saveState(
  path: string,
  state: SessionState,
  known: SessionState | undefined,
): Promise<SessionState> {
  const found = known && (await readStateFile(path))
  const merged = known && found ? withTheirs(state, readSessionState(found), known) : state
  await writeStateFile(path, merged)
  return merged
}

function withTheirs(state: SessionState, theirs: SessionState, known: SessionState): SessionState {
  if (theirs.savedAt === known.savedAt) return state
  return { ...state, cookies: mergeCookies(state.cookies, theirs.cookies, known.cookies) }
}
