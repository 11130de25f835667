import { Command } from 'commander'

import { version } from '../session/version.ts'
import { atExit, endOnAccidents, EXIT_CODES, failWith, usageError } from './exit.ts'

const STORE = ['--store <file>', 'where crawls live', 'latchkey.db'] as const

const program = new Command('latchkey')
  .description(
    'Scrape sites you sign in to: authenticate once, crawl many pages, on a schedule, and trust the data.',
  )
  .version(version)
  .option('--debug', 'show stack traces')
  .showHelpAfterError('(--help shows what there is)')
  .addHelpText('after', `\nExit codes:\n${EXIT_CODES}`)
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'latchkey:')) })
  .exitOverride(usageError)

program.addHelpCommand(
  new Command('help').argument('[command]').description('show the options of a command').helpGroup('Help:'),
)
program.commandsGroup('Write a crawler:')

program
  .command('new')
  .description('make a crawler, a saved page and a test that pass as they are')
  .argument('<name>', 'letters, digits, "-" and "_"')
  .action(async (name) => atExit(await (await import('./commands/new.ts')).create(name)))

program
  .command('fetch')
  .description("fetch one page through the crawler's session; print its records, links and timings")
  .argument('<crawler>', 'as for run')
  .argument('<url>', "the page; a path is taken from the crawler's start")
  .option('--route <name>', 'the route that reads it (default: as paths says)')
  .option('--data <json>', 'what follow would have given to the route')
  .option('--account <name>', 'the account that fetches it')
  .option('--save', 'keep the page beside the crawler, for a test')
  .option(...STORE)
  .option('--json', 'print one JSON object')
  .action(async (crawler, url, options) =>
    atExit(await (await import('./commands/fetch.ts')).fetch(crawler, url, options)),
  )

program.commandsGroup('Crawl:')

program
  .command('run')
  .description('crawl a site, or go on where the last run stopped')
  .argument('<crawler>', 'a .ts or .js file, or a name in ./crawlers or @latchkey/crawlers')
  .option('--fresh', 'begin a new run instead of going on with the last')
  .option('--retry-failed', 'try the failed pages of the last run again')
  .option('--retry-in-doubt', 'send again what may have been sent when the last run was cut off')
  .option(
    '--take-over',
    'go on for a process on another host or in a container, once you know that it is gone',
  )
  .option('--limit <pages>', 'stop after so many pages; the next run goes on after them')
  .option('--max-pages <pages>', 'the most pages that the run may come to, however often it is interrupted')
  .option('--max-depth <links>', 'skip pages that lie more links from the start')
  .option('--max-minutes <minutes>', 'stop after this time; the next run goes on')
  .option('--max-bytes <bytes>', 'the most that all pages of the run together may weigh')
  .option('--max-errors <pages>', 'break the run off when so many pages have failed (exit code 3)')
  .option(...STORE)
  .option(
    '--out <file>',
    'write the records to a .jsonl or .csv file at the end; {kind}, {crawler} and {time} stand for theirs',
  )
  .option(
    '--files <folder>',
    'where what routes save is kept, by crawler (default: beside the store, in latchkey.files)',
  )
  .option('--json', 'one JSON object a line instead of text')
  .option('--archive', 'keep the responses beside the store, in latchkey.archive, without their secrets')
  .option(
    '--archive-limit <megabytes>',
    'at which the oldest responses make room for new ones (default: 10000)',
  )
  .option('--replay [run]', 'crawl a run of the archive, by default the last, without the network')
  .option('--log <file>', 'add a JSON line to the file for each thing that happens; - for standard error')
  .option(
    '--workers <number>',
    'threads that read pages beside the main one; auto for as many as cores, at most 4',
    '0',
  )
  .option('--metrics <port>', 'serve metrics to Prometheus at http://127.0.0.1:<port>/metrics')
  .action(async (crawler, options) => atExit(await (await import('./commands/run.ts')).run(crawler, options)))

const orders = {
  pause: 'let a crawl that is at work begin no page any more, until it is resumed',
  resume: 'let a crawl that was paused go on',
  stop: 'end a crawl that is at work; the next run goes on where it stopped',
} as const
for (const [order, description] of Object.entries(orders) as [keyof typeof orders, string][]) {
  program
    .command(order)
    .description(description)
    .argument('<crawler>', 'its name, or a file as for run')
    .option(...STORE)
    .action(async (name, options) =>
      atExit(await (await import('./commands/order.ts')).order(order, name, options)),
    )
}

program
  .command('schedule')
  .description('run every crawler of a folder when it is due')
  .argument('[folder]', 'where the crawlers are', 'crawlers')
  .option('--list', 'show when each is due, and end')
  .option('--log <file>', 'as for run; the crawlers share it')
  .option('--out <file>', 'as for run, such as data/{crawler}-{time}.jsonl')
  .option('--files <folder>', 'as for run')
  .option('--archive', 'as for run')
  .option('--archive-limit <megabytes>', 'as for run')
  .option(
    '--on-failure <command>',
    'a shell command for each run that does not end with 0; its input says why',
  )
  .option(...STORE)
  .action(async (folder, options) =>
    atExit(await (await import('./commands/schedule.ts')).schedule(folder, options)),
  )

program
  .command('login')
  .description('sign in, keep the session for the runs to come, and show what proves it')
  .argument('<crawler>', 'as for run')
  .option('--account <name>', "only this one of the crawler's accounts")
  .option('--check', 'only say whether the kept session still works (exit code 4 if not)')
  .option('--forget', 'remove the kept session')
  .option(
    '--import <file>',
    'take the session of a real browser over: cookies.txt, storageState.json, a HAR, or a request copied as cURL; - for standard input',
  )
  .option('--browser', 'open Chromium and sign in there by hand')
  .option(...STORE)
  .action(async (crawler, options) =>
    atExit(await (await import('./commands/login.ts')).login(crawler, options)),
  )

program.commandsGroup('Use the records:')

program
  .command('export')
  .description("write a crawler's records to a file")
  .argument('<crawler>', 'as for run')
  .option('--out <file>', 'a .jsonl or .csv file, as for run (default: JSON lines on the terminal)')
  .option('--kind <name>', 'only records of this kind')
  .option('--run <number>', 'records of this run (default: the last that is good)')
  .option(...STORE)
  .action(async (crawler, options) =>
    atExit(await (await import('./commands/export.ts')).exportRecords(crawler, options)),
  )

program
  .command('changes')
  .description('show which records came, changed or went from one run to another, by their keys')
  .argument('<crawler>', 'as for run')
  .option('--from <number>', 'the earlier run (default: the good one before)')
  .option('--to <number>', 'the later run (default: the last good one)')
  .option(...STORE)
  .option('--json', 'print each change as a JSON object a line, with the record before and after')
  .action(async (crawler, options) =>
    atExit(await (await import('./commands/changes.ts')).changes(crawler, options)),
  )

program
  .command('accept')
  .description('take a run that is held back for a good one, so that export gives it')
  .argument('<crawler>', 'its name, or a file as for run')
  .option('--run <number>', 'the run (default: the last that is held back)')
  .option(...STORE)
  .action(async (crawler, options) =>
    atExit(await (await import('./commands/accept.ts')).accept(crawler, options)),
  )

program
  .command('prune')
  .description('remove old runs with their records, so that the store does not grow for ever')
  .argument('<crawler>', 'its name, or a file as for run')
  .requiredOption(
    '--keep <runs>',
    'how many good runs to keep: the last ones, and what came since the first of them',
  )
  .option(...STORE)
  .action(async (crawler, options) =>
    atExit(await (await import('./commands/prune.ts')).prune(crawler, options)),
  )

program.commandsGroup('Look at a run:')

program
  .command('status')
  .description('show where the last run of each crawler stands, and each page that failed')
  .argument('[name]', 'of one crawler')
  .option(...STORE)
  .option('--json', 'one JSON object a line')
  .action(async (name, options) => atExit(await (await import('./commands/status.ts')).status(name, options)))

program
  .command('why')
  .description('show what became of a URL in the last run, and the pages that led to it')
  .argument('<crawler>', 'as for run')
  .argument('<url>', "the page; a path is taken from the crawler's start")
  .option('--account <name>', "for this one of the crawler's accounts")
  .option(...STORE)
  .option('--json', 'print one JSON object for each account that has met it')
  .action(async (crawler, url, options) =>
    atExit(await (await import('./commands/why.ts')).why(crawler, url, options)),
  )

program.commandsGroup('Read it again, offline:')

program
  .command('reextract')
  .description(
    "run today's routes over an archived run, and show what would change (exit code 3 if anything)",
  )
  .argument('<crawler>', 'as for run')
  .option('--run <number>', 'the run (default: the last in the archive)')
  .option(...STORE)
  .option('--json', 'print one JSON object')
  .action(async (crawler, options) =>
    atExit(await (await import('./commands/reextract.ts')).reextract(crawler, options)),
  )

program
  .command('warc')
  .description('write the pages of an archived run as a WARC file')
  .argument('<crawler>', 'as for run')
  .requiredOption('--out <file>', 'a .warc.gz file')
  .option('--run <number>', 'the run (default: the last in the archive)')
  .option(...STORE)
  .action(async (crawler, options) =>
    atExit(await (await import('./commands/warc.ts')).warc(crawler, options)),
  )

/** Runs the command that the process was started with. */
export async function main(): Promise<void> {
  const debug = process.argv.includes('--debug')
  endOnAccidents(debug)
  try {
    await program.parseAsync()
  } catch (error) {
    failWith(error, debug)
  }
}
