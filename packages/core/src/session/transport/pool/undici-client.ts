import { createRequire } from 'node:module'

import type { Client as UndiciClient } from 'undici'

/** undici's client by itself, which loads in a third of the time of all of undici; by this path it has no types. */
export const Client = createRequire(import.meta.url)('undici/lib/dispatcher/client.js') as typeof UndiciClient
