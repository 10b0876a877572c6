import { PageSection } from '@patternfly/react-core'
import { SearchIcon } from '@patternfly/react-icons'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { plural } from '../../../lib/format.ts'
import { useMyDraft } from '../../../lib/my-draft.ts'
import { useUrlState } from '../../../lib/url-state.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { SelectOne } from '../../../ui/select-one.tsx'
import { Nothing } from '../../../ui/states.tsx'
import { PacketFields } from '../components/packet-fields.tsx'
import { TestAnswer } from '../components/test-answer.tsx'
import { formError, type PacketForm } from '../model/packet-form.ts'
import './test-page.css'

const DEFAULTS = {
  source: '',
  destination: '',
  protocol: 'ping',
  port: '',
  family: '',
  user: '',
  appId: '',
  view: 'published',
}
const BOTH = 'both'

const headingOf = (view: string): string =>
  view === 'published'
    ? 'What is enforced'
    : view.startsWith('draft:')
      ? 'Your draft'
      : `Revision ${view.slice(9)}`

/** Runs as soon as the address names a whole packet, so that a link is an answer. */
export const TestPage = () => {
  const [values, setValues] = useUrlState(DEFAULTS)
  const { view, ...initial } = values
  const [form, setForm] = useState<PacketForm>(initial)
  const client = useQueryClient()
  const draft = useMyDraft()
  const asked = formError(initial) === null
  const views = view === BOTH ? ['published', 'draft:mine'] : [view]
  const options = [
    { value: 'published', label: 'What is enforced' },
    ...(draft
      ? [
          { value: 'draft:mine', label: `Draft ${draft.name} (${plural(draft.changeCount, 'change')})` },
          { value: BOTH, label: 'Enforced and draft, side by side' },
        ]
      : []),
    ...(/^revision:\d+$/.test(view) ? [{ value: view, label: headingOf(view) }] : []),
  ]
  const run = () => {
    setValues({ ...form })
    void client.invalidateQueries({ queryKey: ['analysis'] })
  }
  return (
    <>
      <PageHeader
        title="Test a packet"
        description="The engines on both hosts say what happens to it, and why"
        actions={
          <SelectOne
            label="Policy"
            showLabel
            value={view}
            options={options}
            onChange={(next) => setValues({ view: next })}
          />
        }
      />
      <PageSection hasBodyWrapper={false} className="fg-stack">
        <PacketFields
          form={form}
          isRunning={false}
          onChange={(patch) => setForm((before) => ({ ...before, ...patch }))}
          onRun={run}
        />
        {asked ? (
          <div className={view === BOTH ? 'fg-test__both' : ''}>
            {views.map((one) => (
              <TestAnswer key={one} form={initial} view={one} heading={headingOf(one)} />
            ))}
          </div>
        ) : (
          <Nothing title="Choose both ends and a protocol" icon={SearchIcon}>
            The answer names the rule that decides at each vNIC, and every rule that was tried before it.
          </Nothing>
        )}
      </PageSection>
    </>
  )
}
