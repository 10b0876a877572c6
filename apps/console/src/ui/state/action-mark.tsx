import { StateMark } from './state-mark.tsx'

type Action = 'allow' | 'drop' | 'reject' | 'jump-to-application'
const LABEL: Readonly<Record<Action, string>> = {
  allow: 'Allow',
  drop: 'Drop',
  reject: 'Reject',
  'jump-to-application': 'Jump to application',
}

/** A rule's action, with the marks of the verdicts that it leads to. */
export const ActionMark = ({ action }: { readonly action: Action }) =>
  action === 'jump-to-application' ? (
    <span className="fg-mark">{LABEL[action]}</span>
  ) : (
    <StateMark state={action === 'allow' ? 'allowed' : 'denied'} label={LABEL[action]} />
  )
