import { DefinitionError } from '../../errors.ts'
import { didYouMean } from '../../session/check/nearest.ts'
import { encodeFields } from '../../session/form/charset.ts'
import type { Submission, Target } from '../page.ts'
import type { FollowedLink } from './judge-link.ts'

const FIELDS = ['url', 'method', 'headers', 'form', 'json']

/** Whether a target is a request of its own, and no link. */
export function isSubmission(target: Target): target is Submission {
  return typeof target === 'object' && 'url' in target && target.url instanceof URL
}

/** @throws {DefinitionError} for a field that a submission does not have. */
export function checkFields(submission: Submission): void {
  for (const field of Object.keys(submission)) {
    if (!FIELDS.includes(field))
      throw new DefinitionError(
        `follow was given ${field}, which is no field of a submission${didYouMean(field, FIELDS)}`,
      )
  }
}

/**
 * The method of a submission, and its body as text.
 *
 * @param charset - what a form is sent in.
 * @throws {DefinitionError} for a method or a body that cannot be queued.
 */
export function partsOf(
  { method, form, json }: Submission,
  charset: string,
): Pick<FollowedLink, 'method' | 'body'> {
  if (method !== undefined && (typeof method !== 'string' || !/^(?!connect$)[a-z]+$/i.test(method))) {
    throw new DefinitionError(
      `follow was given the method ${JSON.stringify(method)}: write one such as 'POST'`,
    )
  }
  if (form !== undefined && json !== undefined) {
    throw new DefinitionError('follow was given both form and json: a request has one body')
  }
  const body = form === undefined ? json && jsonText(json) : encodeFields(fieldsOf(form), charset)
  const usual = body === undefined ? 'GET' : 'POST'
  return { method: method?.toUpperCase() ?? usual, ...(body !== undefined && { body }) }
}

function jsonText(value: unknown): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  throw new DefinitionError(`follow was given ${typeof value} as json: give an object or an array`)
}

function fieldsOf(form: NonNullable<Submission['form']>): [name: string, value: string][] {
  if (form instanceof URLSearchParams) return [...form]
  return Object.entries(form).map(([name, value]) => {
    if (['string', 'number', 'boolean'].includes(typeof value)) return [name, String(value)]
    throw new DefinitionError(`follow was given a form whose ${name} is no text, number or boolean`)
  })
}
