import { InvalidArgumentError } from 'commander'
import type { z } from 'zod'

/** An option whose value is JSON of a known shape. */
export const jsonOption =
  <T extends z.ZodType>(schema: T) =>
  (text: string): z.output<T> => {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (error) {
      throw new InvalidArgumentError(`It is not JSON: ${(error as Error).message}.`)
    }
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    throw new InvalidArgumentError(
      `${issue?.path.join('.') || 'It'}: ${issue?.message ?? 'has the wrong shape'}.`,
    )
  }
