import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { PolicyView } from '../../../lib/view.ts'

/** The first edit makes a draft: the view follows it there. Everything that the edit may have changed is fetched again. */
export const useAfterEdit = (view: PolicyView) => {
  const client = useQueryClient()
  const { kind, setView } = view
  return useCallback(async () => {
    await client.invalidateQueries({ queryKey: ['drafts'] })
    if (kind === 'published') setView('')
    void client.invalidateQueries({ queryKey: ['policies'] })
  }, [client, kind, setView])
}
