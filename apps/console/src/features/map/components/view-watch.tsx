import { useStoreApi } from '@xyflow/react'
import { useEffect } from 'react'
import type { View } from '../model/viewport.ts'

/** Tells of every new viewport, past React: nothing is drawn again because the map has moved. */
export const ViewWatch = ({ onView }: { readonly onView: (view: View) => void }) => {
  const store = useStoreApi()
  useEffect(() => {
    let before = ''
    const tell = () => {
      const { transform, width, height } = store.getState()
      const [x, y, zoom] = transform
      const now = `${x} ${y} ${zoom} ${width} ${height}`
      if (now === before || width === 0) return
      before = now
      onView({ viewport: { x, y, zoom }, frame: { width, height } })
    }
    tell()
    return store.subscribe(tell)
  }, [store, onView])
  return null
}
