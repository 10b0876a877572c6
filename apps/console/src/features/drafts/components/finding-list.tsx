import './drafts.css'
import type { Finding } from '@flowgate/shared'
import { Alert } from '@patternfly/react-core'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { Message } from '../../../ui/text/message.tsx'

const addressOf = ({ object }: Finding, view: string): string | null => {
  if (!object) return null
  if (object.kind === 'group') return paths.group(object.id, { view })
  if (object.kind === 'service') return paths.service(object.id, { view })
  if (object.kind === 'policy') return paths.policy(object.id, { view })
  return object.kind === 'rule' && object.policyId !== null
    ? paths.rule(object.policyId, object.id, view)
    : null
}
const VARIANT = { error: 'danger', warning: 'warning', info: 'info' } as const

/** What is wrong or doubtful, the gravest first, each linked to its object. */
export const FindingList = ({
  items,
  view,
}: {
  readonly items: readonly Finding[]
  readonly view: string
}) => (
  <ul className="fg-findings" aria-label="Findings">
    {(['error', 'warning', 'info'] as const).flatMap((severity) =>
      items
        .filter((item) => item.severity === severity)
        .map((item) => {
          const to = addressOf(item, view)
          return (
            <li key={`${item.code}/${item.object?.kind}/${item.object?.id}/${item.message}`}>
              <Alert
                isInline
                isPlain
                variant={VARIANT[severity]}
                component="h3"
                title={<Message text={item.message} />}
              >
                <Message text={item.help} /> {to && item.object && <Link to={to}>{item.object.name}</Link>}
              </Alert>
            </li>
          )
        }),
    )}
  </ul>
)
