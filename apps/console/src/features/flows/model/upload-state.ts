import type { ImportResult } from '../api/upload.ts'

/** One file on its way: sent to the Manager, read, stored. */
export type UploadState =
  | { readonly stage: 'sending'; readonly share: number }
  | { readonly stage: 'reading' | 'storing'; readonly records: number; readonly badLines: number }
  | { readonly stage: 'done'; readonly result: ImportResult }
  | { readonly stage: 'failed'; readonly error: unknown }
  | { readonly stage: 'cancelled' }

export interface UploadItem {
  readonly id: string
  readonly file: File
  readonly state: UploadState
}
export type UploadEvent =
  | { readonly type: 'added'; readonly id: string; readonly file: File }
  | { readonly type: 'changed'; readonly id: string; readonly state: UploadState }
  | { readonly type: 'dismissed'; readonly id: string }

const ORDER = { sending: 0, reading: 1, storing: 2, done: 3, failed: 3, cancelled: 3 } as const

/** Progress arrives by two ways and out of order; a file never goes back to an earlier stage. */
export const uploads = (items: readonly UploadItem[], event: UploadEvent): readonly UploadItem[] => {
  switch (event.type) {
    case 'added':
      return [{ id: event.id, file: event.file, state: { stage: 'sending', share: 0 } }, ...items]
    case 'dismissed':
      return items.filter((item) => item.id !== event.id)
    case 'changed':
      return items.map((item) =>
        item.id === event.id &&
        ORDER[event.state.stage] >= ORDER[item.state.stage] &&
        ORDER[item.state.stage] < 3
          ? { ...item, state: event.state }
          : item,
      )
  }
}
