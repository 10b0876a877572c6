import { searchAll } from '@flowgate/shared'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { useSignOut } from '../../features/auth/api/sign-out.ts'
import { api } from '../../lib/api.ts'
import { paths } from '../../lib/paths.ts'
import { accessFor, useSession } from '../../lib/session.ts'
import { theme } from '../../lib/theme.ts'
import { useDebounced } from '../../lib/use-debounced.ts'
import { OBJECT_NAME } from '../../ui/object-chip.tsx'
import { NAVIGATION } from '../shell/nav-items.ts'
import { hitPath } from './hit-path.ts'
import { matches, type PaletteItem } from './palette-item.ts'

const PAGES = NAVIGATION.flatMap((entry) => entry.children ?? [entry])

export const usePaletteItems = (text: string, onKeyboardHelp: () => void) => {
  const navigate = useNavigate()
  const signOut = useSignOut()
  const { permissions } = useSession()
  const typed = text.trim()
  const q = useDebounced(typed, 120)
  const hits = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => api.call(searchAll, { query: { q, limit: 12 } }, { signal }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  })
  const go = (to: string) => () => void navigate(to)
  const can = (requires: Parameters<typeof accessFor>[1]) => accessFor(permissions, requires).allowed

  const objects: PaletteItem[] = (typed === '' ? [] : (hits.data?.items ?? [])).map((hit) => ({
    id: `${hit.kind}-${hit.id}`,
    section: 'Objects',
    label: hit.name,
    detail: `${OBJECT_NAME[hit.kind]}${hit.detail ? `, ${hit.detail}` : ''}`,
    kind: hit.kind,
    run: go(hitPath(hit)),
  }))
  const pages: PaletteItem[] = PAGES.filter((page) => can(page.requires))
    .filter((page) => matches(typed, `${page.label} ${page.also ?? ''}`))
    .map((page) => ({ id: page.to, section: 'Pages', label: page.label, detail: 'Page', run: go(page.to) }))
  const actions: PaletteItem[] = [
    { label: 'Test a packet', allowed: can('analysis:run'), run: go(paths.analyze()) },
    { label: 'New policy', allowed: can('policy:write'), run: go(paths.policies({ new: 1 })) },
    { label: 'New security group', allowed: can('policy:write'), run: go(paths.groups({ new: 1 })) },
    { label: 'New service', allowed: can('policy:write'), run: go(paths.services({ new: 1 })) },
    { label: 'Import flow records', allowed: can('flow:import'), run: go(paths.imports()) },
    {
      label: 'Show unprotected traffic on the map',
      allowed: can('flow:read'),
      run: go(paths.map({ state: 'unprotected' })),
    },
    { label: 'Use the light theme', allowed: true, run: () => theme.choose('light') },
    { label: 'Use the dark theme', allowed: true, run: () => theme.choose('dark') },
    { label: 'Show the keyboard help', allowed: true, run: onKeyboardHelp },
    { label: 'Change my password', allowed: true, run: go(paths.account()) },
    { label: 'Sign out', allowed: true, run: () => signOut.mutate() },
  ]
    .filter(({ allowed, label }) => allowed && matches(typed, label))
    .map(({ label, run }) => ({ id: label, section: 'Actions', label, detail: 'Action', run }))
  return { items: [...objects, ...pages, ...actions], isSearching: hits.isFetching || q !== typed }
}
