import type { RuleItem } from '@flowgate/shared'
import { Popover } from '@patternfly/react-core'
import { ExclamationCircleIcon, ExclamationTriangleIcon, InfoCircleIcon } from '@patternfly/react-icons'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { Message } from '../../../ui/text/message.tsx'

const ICON = { error: ExclamationCircleIcon, warning: ExclamationTriangleIcon, info: InfoCircleIcon } as const
const gravest = (findings: NonNullable<RuleItem['findings']>) =>
  (['error', 'warning'] as const).find((severity) => findings.some((item) => item.severity === severity)) ??
  'info'

/** That something is wrong or doubtful about a rule; what, and the rule that is to blame, when it is pressed. */
export const RuleFindings = ({ rule, view }: { readonly rule: RuleItem; readonly view: string }) => {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const { findings } = rule
  if (!findings || findings.length === 0) return null
  const worst = gravest(findings)
  const Icon = ICON[worst]
  const label = `${plural(findings.length, 'finding')} on rule ${rule.name}`
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`fg-rule__finding fg-rule__finding--${worst}`}
        aria-label={label}
        aria-expanded={isOpen}
        title={findings.map(({ message }) => message).join('\n')}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon />
      </button>
      {isOpen && (
        <Popover
          isVisible
          triggerRef={button}
          shouldClose={() => setOpen(false)}
          aria-label={label}
          headerContent={plural(findings.length, 'finding')}
          bodyContent={
            <ul className="fg-stack">
              {findings.map(({ code, message, help, by }) => (
                <li key={`${code}/${by?.id ?? ''}`}>
                  <p>
                    <Message text={message} />
                  </p>
                  <p className="fg-subtle">
                    <Message text={help} />
                  </p>
                  {by && <Link to={paths.rule(by.policyId, by.id, view)}>Show “{by.name}”</Link>}
                </li>
              ))}
            </ul>
          }
        />
      )}
    </>
  )
}
