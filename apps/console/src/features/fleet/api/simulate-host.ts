import { simulateHost } from '@flowgate/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const useSimulateHost = (hostId: string) => {
  const client = useQueryClient()
  return useMutation({
    meta: { failure: 'Could not change the simulated host' },
    mutationFn: (state: 'online' | 'offline' | 'failing') =>
      api.call(simulateHost, { params: { hostId }, body: { state } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['fleet'] }),
  })
}
