import { parametersOf } from './parameters.ts'

/**
 * The name that a Content-Disposition header has for a file (RFC 6266): what `filename*` says, where that can be read, else
 * `filename`. It is the site's text, and no path to be trusted.
 */
export function fileNameIn(header: string | null): string | undefined {
  // Some leave the type out, and begin with the name.
  return parametersOf(`;${header ?? ''}`)['filename']
}
