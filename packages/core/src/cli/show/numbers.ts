import { DefinitionError } from '../../errors.ts'

/**
 * A whole number above 0, as an option is given.
 *
 * @param others What else may be written, such as `auto or `.
 * @throws {DefinitionError} naming the option.
 */
export function wholeNumber(option: string, text: string, others = ''): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new DefinitionError(`${option} is ${JSON.stringify(text)}: write ${others}a whole number above 0`)
}
