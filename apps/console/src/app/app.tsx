import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from 'react-router/dom'
import { queryClient } from '../lib/query-client.ts'
import { SlotsContext } from '../lib/slots.ts'
import { router } from './router.tsx'
import { slots } from './slots.tsx'

export const App = () => (
  <QueryClientProvider client={queryClient}>
    <SlotsContext value={slots}>
      {/* A transition would draw a click in slices of a few milliseconds, between everything else. */}
      <RouterProvider router={router} useTransitions={false} />
    </SlotsContext>
  </QueryClientProvider>
)
