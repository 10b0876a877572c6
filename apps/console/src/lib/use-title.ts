import { useEffect } from 'react'

/** The tab's title: the most particular part first. */
export const useTitle = (...parts: readonly string[]): void => {
  const title = [...parts, 'Flowgate'].join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}
