import type { LiveEvent } from '@flowgate/shared'
import { useCallback, useReducer, useRef } from 'react'
import { useLiveEvents } from '../../../lib/live.ts'
import { useTrafficChanged } from '../api/imports.ts'
import { type ImportFormat, type Upload, upload } from '../api/upload.ts'
import { uploads } from './upload-state.ts'

/** Files on their way. One after the other: the Manager has one disk. */
export const useUploads = () => {
  const [items, dispatch] = useReducer(uploads, [])
  const running = useRef(new Map<string, Upload>())
  const queue = useRef(Promise.resolve())
  const changed = useTrafficChanged()

  useLiveEvents(
    useCallback((event: LiveEvent) => {
      if (event.type !== 'import.progress' || (event.stage !== 'reading' && event.stage !== 'storing')) return
      const { stage, records, badLines, progressId } = event
      dispatch({ type: 'changed', id: progressId, state: { stage, records, badLines } })
    }, []),
  )

  const start = async (id: string, file: File, format: ImportFormat) => {
    const current = upload(file, { format, progressId: id }, (share) =>
      dispatch({ type: 'changed', id, state: { stage: 'sending', share } }),
    )
    running.current.set(id, current)
    try {
      const result = await current.result
      dispatch({ type: 'changed', id, state: { stage: 'done', result } })
      await changed()
    } catch (error) {
      const cancelled = error instanceof DOMException && error.name === 'AbortError'
      dispatch({
        type: 'changed',
        id,
        state: cancelled ? { stage: 'cancelled' } : { stage: 'failed', error },
      })
    } finally {
      running.current.delete(id)
    }
  }
  const cancelled = useRef(new Set<string>())
  const add = (files: readonly File[], format: ImportFormat) => {
    for (const file of files) {
      const id = crypto.randomUUID()
      dispatch({ type: 'added', id, file })
      queue.current = queue.current.then(() =>
        cancelled.current.has(id) ? undefined : start(id, file, format),
      )
    }
  }
  const cancel = (id: string) => {
    cancelled.current.add(id)
    running.current.get(id)?.cancel()
    dispatch({ type: 'changed', id, state: { stage: 'cancelled' } })
  }
  return { items, add, cancel, dismiss: (id: string) => dispatch({ type: 'dismissed', id }) }
}
