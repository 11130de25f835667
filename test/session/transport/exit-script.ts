// Fetches a page, ends as its second argument says, and prints how long the process lived after that.
import { client } from './transport-client.ts'

const [, , url = '', ending] = process.argv
const web = client({ keepAlive: 60_000 })
await web.read(url)
if (ending === 'close') await web.close()
const ended = performance.now()
process.on('exit', () => process.stdout.write(String(Math.round(performance.now() - ended))))
