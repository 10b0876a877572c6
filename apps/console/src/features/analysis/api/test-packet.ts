import { type TestResult, testPacket } from '@flowgate/shared'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import { bodyOf, type PacketForm } from '../model/packet-form.ts'

/** Asked anew each time: what the hosts answer is only true now. */
export const testQuery = (form: PacketForm, view: string, enabled: boolean) =>
  queryOptions({
    queryKey: ['analysis', 'test', form, view],
    queryFn: ({ signal }): Promise<TestResult> =>
      api.call(testPacket, { body: bodyOf(form, view) }, { signal }),
    enabled,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
