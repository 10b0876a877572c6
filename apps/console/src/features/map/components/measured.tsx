import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import type { Size } from '../model/rect.ts'

interface MeasuredProps {
  readonly className: string
  readonly children: (size: Size) => ReactNode
}

/** Draws its children when it knows how much room there is for them, before anything is painted. The size is that at first. */
export const Measured = ({ className, children }: MeasuredProps) => {
  const frame = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState<Size | null>(null)
  useLayoutEffect(() => {
    if (frame.current) setSize({ width: frame.current.clientWidth, height: frame.current.clientHeight })
  }, [])
  return (
    <div ref={frame} className={className}>
      {size && children(size)}
    </div>
  )
}
