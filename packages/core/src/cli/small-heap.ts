import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** How large the young generation may become, in bytes: both of its halves. V8 would go up to 128 MB. */
const YOUNG = 32e6
/** How often it is looked at while it grows, in milliseconds: it doubles a few times in the first second of a crawl. */
const INTERVAL = 20

/**
 * Has V8 keep the heap of this process close to what is in use: pages leave much behind, of which it would let pile up
 * several times that. Of the young generation less would cost CPU, and more brings nothing. A library must not do this
 * to a process that is not its own.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=20')
  const watch = setInterval(() => {
    if (youngGeneration() < YOUNG) return
    clearInterval(watch)
    setFlagsFromString('--semi-space-growth-factor=1')
    collect()
  }, INTERVAL)
  watch.unref()
}

function youngGeneration(): number {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
  return space?.space_size ?? Infinity
}

/** How much is in use V8 only knows once it has collected everything, and it would put that off. */
function collect(): void {
  setFlagsFromString('--expose-gc')
  const collectNow = runInNewContext('gc') as () => void
  collectNow()
}
