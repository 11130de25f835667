import { DefinitionError } from '../../errors.ts'
import { shown } from '../../session/check/rule.ts'

/** What file systems take for a part of a path, in bytes. */
const MOST_BYTES = 255

/** What Windows takes for a device, whatever its extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/**
 * Refuses a name that would lead out of its folder, or that some system does not take: what is made of a site's text is
 * the same file everywhere, and lies nowhere else.
 *
 * @throws {DefinitionError} naming what is wrong with it.
 */
export function checkFileName(name: unknown): asserts name is string {
  const fault = typeof name === 'string' ? faultOf(name) : 'is no text'
  if (fault === undefined) return
  throw new DefinitionError(
    `save was given ${shown(name)}, which ${fault}: give it a path such as 'invoices/2026-07.pdf', or nothing for a name of its own`,
  )
}

function faultOf(name: string): string | undefined {
  if (!name.isWellFormed()) return 'is no whole text: half of a character is missing'
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'has a control character'
  const [taken] = /[<>:"|?*\\]/.exec(name) ?? []
  if (taken !== undefined) return `has a ${taken}, which not every file system takes`
  if (name.startsWith('/')) return 'is absolute'
  for (const part of name.split('/')) {
    const fault = faultOfPart(part)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** What begins with a dot is ours, or leads out of the folder; an end that is a dot or a blank Windows drops. */
function faultOfPart(part: string): string | undefined {
  if (part === '') return 'has an empty part'
  if (part.startsWith('.')) return 'has a part that begins with a dot'
  if (/[. ]$/.test(part)) return 'has a part that ends with a dot or a blank'
  if (DEVICE.test(part)) return `has a part that is a device to Windows (${part})`
  if (Buffer.byteLength(part) > MOST_BYTES) return `has a part of more than ${MOST_BYTES} bytes`
  return undefined
}
