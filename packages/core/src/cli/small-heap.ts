import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** By how many percent the heap may grow until everything is collected again; 0 leaves it to V8, which goes up to 300. */
const TIGHT = 20
const ROOMY = 0
/** Beyond which heap, or which bodies and other buffers, the pages are no ordinary ones, in bytes. Those of a shop take 53 and 21 MB at most. */
const LARGE_HEAP = 128e6
const LARGE_BUFFERS = 24e6
/** How large the young generation may become, in bytes: both of its halves. V8 would go up to 128 MB. */
const YOUNG = 32e6
/** How often all that is looked at, in milliseconds: the young generation doubles a few times in the first second of a crawl. */
const INTERVAL = 20

/**
 * Has V8 keep the heap of this process close to what is in use: pages leave much behind, of which it would let pile up
 * several times that. Of the young generation less would cost CPU, and more brings nothing. A library must not do this
 * to a process that is not its own.
 *
 * A heap that is large anyway is left to V8. While a large page is read nobody can look, and its growing tree would be
 * marked again and again: so its body is seen before.
 */
export function keepHeapSmall(): void {
  let growth = TIGHT
  setGrowth(growth)
  let isGrowing = true
  const watch = setInterval(() => {
    const due = isLarge() ? ROOMY : TIGHT
    if (due !== growth) setGrowth((growth = due))
    if (!isGrowing || youngGeneration() < YOUNG) return
    isGrowing = false
    setFlagsFromString('--semi-space-growth-factor=1')
    collect()
  }, INTERVAL)
  watch.unref()
}

function setGrowth(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`)
}

function isLarge(): boolean {
  const { used_heap_size, external_memory } = getHeapStatistics()
  return used_heap_size > LARGE_HEAP || external_memory > LARGE_BUFFERS
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
