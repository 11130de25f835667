import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import { storeContract } from './contract.ts'
import { temporaryFile } from './temporary-file.ts'

storeContract('SqliteStore', async () => {
  const file = temporaryFile()
  let store = new SqliteStore(file.path)
  return {
    store,
    async reopen() {
      await store.close()
      store = new SqliteStore(file.path)
      return store
    },
    async dispose() {
      await store.close()
      file[Symbol.dispose]()
    },
  }
})
