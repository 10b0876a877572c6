import { AppError } from '@flowgate/shared'
import { MutationCache, QueryClient } from '@tanstack/react-query'
import { errorText } from './api.ts'
import { toasts } from './toasts.ts'

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: {
      /** The caller shows the error itself, next to what caused it. */
      readonly handlesError?: boolean
      /** What was attempted, for the notification: `Could not rename the draft`. */
      readonly failure?: string
    }
  }
}

const retryable = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof AppError && error.status >= 500)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => count < 2 && retryable(error),
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false },
  },
  mutationCache: new MutationCache({
    onError: (error, _variables, _context, mutation) => {
      if (mutation.meta?.handlesError) return
      toasts.add({
        variant: 'danger',
        title: mutation.meta?.failure ?? 'That did not work',
        body: errorText(error),
      })
    },
  }),
})
