import { AppError, type FlowFilter, flowFilter } from '@flowgate/shared'

export type FlowQuestion = FlowFilter & { readonly q?: string | undefined }

const FIELDS = [...Object.keys(flowFilter.shape), 'q'] as (keyof FlowQuestion)[]

/** The filter out of a query that has more than that. */
export const questionOf = (query: FlowQuestion): FlowQuestion =>
  Object.fromEntries(FIELDS.flatMap((field) => (query[field] === undefined ? [] : [[field, query[field]]])))

/** @throws AppError `invalid_input` when the window ends before it begins */
export const checkWindow = ({ from, to }: Pick<FlowFilter, 'from' | 'to'>): void => {
  if (from === undefined || to === undefined || Date.parse(from) <= Date.parse(to)) return
  throw new AppError('invalid_input', {
    detail: 'the window ends before it begins',
    errors: [
      {
        field: 'query.to',
        message: 'is before `from`',
        received: to,
        help: 'give a time that is not before `from`',
      },
    ],
  })
}
