import type { StandardJSONSchemaV1 } from '@standard-schema/spec'

import type { Schema } from '../definition.ts'

/** What some libraries, such as zod, say of their schemas beside what they validate. */
type Description = Partial<StandardJSONSchemaV1.Props>

/** The fields of what a schema makes, in its order, as far as it can say them (Standard JSON Schema v1). */
export function fieldsOf(schema: Schema | undefined): readonly string[] {
  const { jsonSchema }: Description = schema?.['~standard'] ?? {}
  // A field is one, though JSON Schema has no type for what it holds, such as a transform; so zod is told.
  const options = { target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } }
  try {
    const { properties } = jsonSchema?.output(options) ?? {}
    return Object.keys(properties ?? {})
  } catch {
    return []
  }
}
