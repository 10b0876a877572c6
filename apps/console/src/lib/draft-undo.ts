import { redoDraft, undoDraft } from '@flowgate/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { api } from './api.ts'
import { useMyDraft } from './my-draft.ts'
import { toasts } from './toasts.ts'

/** The draft's own undo stack: what everybody's edits of it went onto, not only this page's. */
export const useDraftUndo = (enabled: boolean) => {
  const client = useQueryClient()
  const draft = useMyDraft()
  const settle = () => client.invalidateQueries()
  const undo = useMutation({
    scope: { id: 'draft' },
    meta: { failure: 'Could not undo' },
    mutationFn: () => api.call(undoDraft, { params: { draftId: draft?.id ?? 'mine' } }),
    onSuccess: ({ undone }) => toasts.add({ variant: 'info', title: `Undone: ${undone}` }),
    onSettled: settle,
  })
  const redo = useMutation({
    scope: { id: 'draft' },
    meta: { failure: 'Could not redo' },
    mutationFn: () => api.call(redoDraft, { params: { draftId: draft?.id ?? 'mine' } }),
    onSuccess: ({ redone }) => toasts.add({ variant: 'info', title: `Done again: ${redone}` }),
    onSettled: settle,
  })
  const canUndo = enabled && draft?.canUndo === true
  const canRedo = enabled && draft?.canRedo === true
  const latest = useRef({ canUndo, canRedo, undo, redo })
  latest.current = { canUndo, canRedo, undo, redo }
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return
      const key = event.key.toLowerCase()
      if (key !== 'z' && key !== 'y') return
      // Text fields have an undo of their own.
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]'))
        return
      event.preventDefault()
      const wantsRedo = key === 'y' || event.shiftKey
      const now = latest.current
      if (wantsRedo && now.canRedo) now.redo.mutate()
      else if (!wantsRedo && now.canUndo) now.undo.mutate()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
  return { undo: () => undo.mutate(), redo: () => redo.mutate(), canUndo, canRedo }
}
