import { MergeView } from '@codemirror/merge'
import { useEffect, useRef } from 'react'
import { editorExtensions } from './editor-base.ts'

interface MergeEditorProps {
  readonly before: string
  readonly after: string
  readonly label: string
}

export const MergeEditor = ({ before, after, label }: MergeEditorProps) => {
  const parent = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!parent.current) return
    const merge = new MergeView({
      parent: parent.current,
      a: { doc: before, extensions: editorExtensions(`${label}: before`, false) },
      b: { doc: after, extensions: editorExtensions(`${label}: after`, false) },
      collapseUnchanged: { margin: 3, minSize: 6 },
      gutter: true,
    })
    return () => merge.destroy()
  }, [before, after, label])
  return <div ref={parent} className="fg-editor" />
}
