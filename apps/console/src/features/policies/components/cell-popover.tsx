import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import './cell-popover.css'

interface CellPopoverProps {
  readonly anchor: HTMLElement
  readonly label: string
  readonly children: ReactNode
  /** A click elsewhere, Tab, or Ctrl+Enter. */
  readonly onCommit: () => void
  readonly onCancel: () => void
}
const WIDTH = 340
const MARGIN = 8

/** An editor over its cell. What was typed is kept when it is left, and dropped with Escape. */
export const CellPopover = ({ anchor, label, children, onCommit, onCancel }: CellPopoverProps) => {
  const box = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState({ top: 0, left: 0 })
  useLayoutEffect(() => {
    const follow = () => {
      const cell = anchor.getBoundingClientRect()
      const height = box.current?.offsetHeight ?? 0
      const below = cell.top + height + MARGIN < window.innerHeight
      setPlace({
        top: below ? cell.top - 1 : Math.max(MARGIN, window.innerHeight - height - MARGIN),
        left: Math.max(MARGIN, Math.min(cell.left - 1, window.innerWidth - WIDTH - MARGIN)),
      })
    }
    follow()
    const observer = new ResizeObserver(follow)
    if (box.current) observer.observe(box.current)
    window.addEventListener('scroll', follow, true)
    window.addEventListener('resize', follow)
    return () => {
      observer.disconnect()
      window.removeEventListener('scroll', follow, true)
      window.removeEventListener('resize', follow)
    }
  }, [anchor])
  const commit = useRef(onCommit)
  commit.current = onCommit
  useEffect(() => {
    const onPointerDown = (event: PointerEvent) => {
      if (!(event.target instanceof Element)) return
      // A dialog that the editor has opened (create a group) is part of it.
      if (box.current?.contains(event.target) || event.target.closest('.pf-v6-c-backdrop')) return
      commit.current()
    }
    document.addEventListener('pointerdown', onPointerDown, true)
    return () => document.removeEventListener('pointerdown', onPointerDown, true)
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    // From a dialog that the editor has opened.
    if (!(event.target instanceof Node) || !box.current?.contains(event.target)) return
    if (event.key === 'Escape') onCancel()
    else if (event.key === 'Tab' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) {
      if (event.key === 'Tab' && box.current?.querySelectorAll('[data-stop]').length) return
      event.preventDefault()
      onCommit()
    }
  }
  return createPortal(
    <div
      ref={box}
      role="dialog"
      aria-label={label}
      className="fg-cell-popover"
      style={{ top: place.top, left: place.left, width: Math.max(WIDTH, anchor.offsetWidth) }}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>,
    document.body,
  )
}
