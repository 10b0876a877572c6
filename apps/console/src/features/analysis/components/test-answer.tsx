import { useQuery } from '@tanstack/react-query'
import { Failure, LoadingLines } from '../../../ui/states.tsx'
import { testQuery } from '../api/test-packet.ts'
import type { PacketForm } from '../model/packet-form.ts'
import { VerdictView } from './verdict-view.tsx'

interface TestAnswerProps {
  readonly form: PacketForm
  readonly view: string
  readonly heading: string
}

/** One view's answer. */
export const TestAnswer = ({ form, view, heading }: TestAnswerProps) => {
  const { data, error, isFetching, refetch } = useQuery(testQuery(form, view, true))
  return (
    <section className="fg-stack" aria-label={heading} aria-busy={isFetching}>
      <h2 className="pf-v6-c-title pf-m-md">{heading}</h2>
      {error ? (
        <Failure title="The test was not answered" error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <VerdictView result={data} view={view} />
      ) : (
        <LoadingLines lines={8} />
      )}
    </section>
  )
}
