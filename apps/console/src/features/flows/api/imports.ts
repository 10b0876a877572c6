import { getImport, listImports, type PageQuery, undoImport } from '@flowgate/shared'
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const importsQuery = (query: Partial<PageQuery>) =>
  queryOptions({
    queryKey: ['flows', 'imports', query],
    queryFn: ({ signal }) => api.call(listImports, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const importQuery = (importId: string) =>
  queryOptions({
    queryKey: ['flows', 'import', importId],
    queryFn: ({ signal }) => api.call(getImport, { params: { importId } }, { signal }),
  })

/** Everything that shows traffic. */
export const useTrafficChanged = () => {
  const client = useQueryClient()
  return () =>
    Promise.all(
      ['flows', 'flows-live', 'map', 'metrics'].map((name) => client.invalidateQueries({ queryKey: [name] })),
    )
}

export const useUndoImport = () => {
  const changed = useTrafficChanged()
  return useMutation({
    meta: { handlesError: true },
    mutationFn: (importId: string) => api.call(undoImport, { params: { importId } }),
    onSuccess: changed,
  })
}
