import { AppError, type Problem } from '@flowgate/shared'

/** The error that a call is refused with. */
export const refusal = async (call: Promise<unknown>): Promise<AppError> => {
  try {
    await call
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('the call was not refused')
}

export const codeOf = async (call: Promise<unknown>): Promise<Problem['code']> => (await refusal(call)).code
