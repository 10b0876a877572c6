import { useSyncExternalStore } from 'react'
import { type ThemeChoice, theme } from './theme.ts'

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(theme.subscribe, theme.choice)
export const useIsDark = (): boolean => useSyncExternalStore(theme.subscribe, theme.isDark)
