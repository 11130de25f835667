import type { ByteReader } from './byte-reader.ts'
import type { Checksum } from './inflate-checksum.ts'
import type { Engine } from './inflate-format.ts'

/**
 * Drives a zlib stream by hand: a piece in, all that comes of it out, the next piece only then.
 *
 * When the compressed data ends, what the stream has not used of its last piece goes back to the reader.
 * What zlib has to complain of is returned, since only errors of the source are to be thrown;
 * `Z_BUF_ERROR` is data that ends too early.
 */
export async function* runEngine(
  engine: Engine,
  reader: ByteReader,
  checksum: Checksum | undefined,
): AsyncGenerator<Uint8Array, NodeJS.ErrnoException | undefined> {
  const state = watch(engine)
  let piece: Uint8Array = new Uint8Array()
  let fed = 0
  try {
    for (;;) {
      const output: Uint8Array | null = engine.read()
      if (output) {
        checksum?.add(output)
        yield output
      } else if (state.ended) break
      else if (state.failure) return state.failure
      // Input that was accepted but not used: the data has ended, and the event that says so is on its way.
      else if (state.busy || engine.bytesWritten < fed) await state.change()
      else {
        const next = await reader.next()
        if (next) fed += (piece = next).length
        state.feed(next)
      }
    }
    reader.unread(piece.subarray(piece.length - (fed - engine.bytesWritten)))
    return undefined
  } finally {
    engine.destroy()
  }
}

/** What the events of a stream have told so far, to be looked at between two of them. */
interface EngineState {
  readonly busy: boolean
  readonly ended: boolean
  readonly failure: NodeJS.ErrnoException | undefined
  /** Settles with the next event. */
  change(): Promise<void>
  /** Writes a piece, or ends the input without one. */
  feed(piece: Uint8Array | undefined): void
}

function watch(engine: Engine): EngineState {
  let wake: (() => void) | undefined
  const state = {
    busy: false,
    ended: false,
    failure: undefined as NodeJS.ErrnoException | undefined,
    change: () => new Promise<void>((resolve) => (wake = resolve)),
    feed(piece: Uint8Array | undefined) {
      state.busy = true
      if (piece) engine.write(piece, () => tell({ busy: false }))
      else engine.end()
    },
  }
  const tell = (news: { busy?: boolean; ended?: boolean; failure?: NodeJS.ErrnoException }) => {
    Object.assign(state, news)
    wake?.()
  }
  engine.on('readable', () => tell({}))
  engine.on('end', () => tell({ ended: true }))
  engine.on('error', (error: NodeJS.ErrnoException) => {
    // zstd goes on to the next frame by itself; what is no frame ends the data as its end would.
    tell(error.code === 'ZSTD_error_prefix_unknown' ? { ended: true } : { failure: error })
  })
  return state
}
