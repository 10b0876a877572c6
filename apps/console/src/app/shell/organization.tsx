import { useQuery } from '@tanstack/react-query'
import { aboutQuery } from '../../features/settings/api/settings.ts'

/** Whose estate this is; nothing until somebody has named it. */
export const Organization = () => {
  const { data } = useQuery(aboutQuery)
  if (!data || data.organization === 'Flowgate') return null
  return <span className="fg-masthead__organization">{data.organization}</span>
}
