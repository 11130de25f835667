import type { Run } from '../../frontier/store.ts'
import type { Gate } from './gate.ts'
import type { Stop } from './stop.ts'

/** How often the store is asked for orders, in milliseconds. */
const INTERVAL = 500

/** Does what a run is told from elsewhere by `Store.ask`, from now until it is disposed: pause, resume, stop. */
export async function obeyOrders(run: Run, gate: Gate, stop: Stop): Promise<Disposable> {
  const obey = async () => {
    const order = await run.asked()
    if (order === 'stop') stop.ask('stopped')
    else if (order === 'pause') gate.hold('paused')
    else gate.release('paused')
  }
  await obey()
  // A store that is locked just now is asked again.
  const timer = setInterval(() => void obey().catch(() => undefined), INTERVAL)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
