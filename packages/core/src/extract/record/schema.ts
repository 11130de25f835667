import type { StandardSchemaV1 } from '@standard-schema/spec'

import type { RecordIssue } from '../../errors.ts'
import type { Schema } from '../definition.ts'

/** What a schema says of a value: the value it makes, or its complaints. */
export type Validation =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly RecordIssue[] }

/** Asks a schema of whatever library (Standard Schema v1). */
export async function validate(schema: Schema, value: unknown): Promise<Validation> {
  const result = await schema['~standard'].validate(value)
  return result.issues ? { issues: result.issues.map(toIssue) } : { value: result.value }
}

function toIssue({ path = [], message }: StandardSchemaV1.Issue): RecordIssue {
  const steps = path.map((step) => String(typeof step === 'object' ? step.key : step))
  return { path: steps.join('.'), message }
}
