import { listContextProfiles, type RuleItem } from '@flowgate/shared'
import { Checkbox, FormGroup, Grid, GridItem, TextInput } from '@patternfly/react-core'
import { api } from '../../../lib/api.ts'
import { type EntitySource, TYPED_ONLY } from '../../../lib/entity-sources.ts'
import { ChipsEditor } from '../../../ui/chips/chips-editor.tsx'
import type { RuleForm } from '../model/rule-form.ts'

const profileSource = (view: string): EntitySource => ({
  key: ['services', 'pick-profiles', view],
  search: async (q, signal) =>
    (
      await api.call(listContextProfiles, { query: { view, limit: 30, ...(q ? { q } : {}) } }, { signal })
    ).items.map((item) => ({
      id: item.id,
      name: item.name,
      detail: [...item.appIds, ...item.fqdns].join(', '),
    })),
})
const text = (kind: 'service' | 'user', pattern: RegExp) => (typed: string) =>
  pattern.test(typed) ? { kind, id: typed, name: typed } : null

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
type Schedule = NonNullable<RuleItem['schedule']>
const ALWAYS: Schedule = { notBefore: null, notAfter: null, days: [], minutes: null }
const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const minutesOf = (value: string): number | null => {
  const [hours, minutes] = value.split(':').map(Number)
  return hours === undefined || minutes === undefined || Number.isNaN(hours + minutes)
    ? null
    : hours * 60 + minutes
}
const instantOf = (local: string): string | null =>
  local === '' ? null : new Date(`${local}:00Z`).toISOString()

interface ConditionsProps {
  readonly form: RuleForm
  readonly view: string
  readonly onChange: (patch: Partial<RuleForm>) => void
}

/** What a rule may require besides addresses and services, and when it holds. Times are UTC. */
export const RuleConditions = ({ form, view, onChange }: ConditionsProps) => {
  const schedule = form.schedule ?? ALWAYS
  const setSchedule = (patch: Partial<Schedule>) => {
    const next = { ...schedule, ...patch }
    const always =
      next.notBefore === null && next.notAfter === null && next.days.length === 0 && next.minutes === null
    onChange({ schedule: always ? null : next })
  }
  const [from, to] = schedule.minutes ?? [0, 1_440]
  const setMinutes = (first: number, last: number) =>
    setSchedule({ minutes: first === 0 && last === 1_440 ? null : [first, last] })
  return (
    <Grid hasGutter md={4}>
      <GridItem>
        <FormGroup label="Context profiles">
          <ChipsEditor
            label="Context profiles"
            kind="service"
            source={profileSource(view)}
            chips={form.contextProfiles.map((id) => ({ kind: 'service', id, name: id }))}
            onChange={(chips) => onChange({ contextProfiles: chips.map((chip) => chip.id) })}
          />
        </FormGroup>
      </GridItem>
      <GridItem>
        <FormGroup label="Processes">
          <ChipsEditor
            label="Processes"
            kind="service"
            source={TYPED_ONLY}
            parse={text('service', /^.{1,200}$/)}
            placeholder="any; type a name such as nginx"
            chips={form.processes.map((id) => ({ kind: 'service', id, name: id }))}
            onChange={(chips) => onChange({ processes: chips.map((chip) => chip.id) })}
          />
        </FormGroup>
      </GridItem>
      <GridItem>
        <FormGroup label="Users">
          <ChipsEditor
            label="Users"
            kind="user"
            source={TYPED_ONLY}
            parse={text('user', /^(user|group):.{1,190}$/)}
            placeholder="any; type user:NAME or group:NAME"
            chips={form.users.map((id) => ({ kind: 'user', id, name: id }))}
            onChange={(chips) => onChange({ users: chips.map((chip) => chip.id) })}
          />
        </FormGroup>
      </GridItem>
      <GridItem md={12}>
        <FormGroup label="Schedule, UTC" role="group">
          <span className="fg-row fg-row--wrap">
            {DAYS.map((day, index) => (
              <Checkbox
                key={day}
                id={`rule-day-${day}`}
                label={day}
                isChecked={schedule.days.includes(index)}
                onChange={(_event, on) =>
                  setSchedule({
                    days: on
                      ? [...schedule.days, index].sort((a, b) => a - b)
                      : schedule.days.filter((item) => item !== index),
                  })
                }
              />
            ))}
            <TextInput
              type="time"
              aria-label="From time of day, UTC"
              className="fg-time"
              value={clock(from)}
              onChange={(_event, value) => setMinutes(minutesOf(value) ?? 0, to)}
            />
            –
            <TextInput
              type="time"
              aria-label="To time of day, UTC; 00:00 is the end of the day"
              className="fg-time"
              value={clock(to)}
              onChange={(_event, value) => setMinutes(from, minutesOf(value) || 1_440)}
            />
          </span>
          <span className="fg-row fg-row--wrap">
            <span className="fg-subtle">not before</span>
            <TextInput
              type="datetime-local"
              aria-label="Not before, UTC"
              className="fg-instant"
              value={schedule.notBefore?.slice(0, 16) ?? ''}
              onChange={(_event, value) => setSchedule({ notBefore: instantOf(value) })}
            />
            <span className="fg-subtle">not after</span>
            <TextInput
              type="datetime-local"
              aria-label="Not after, UTC"
              className="fg-instant"
              value={schedule.notAfter?.slice(0, 16) ?? ''}
              onChange={(_event, value) => setSchedule({ notAfter: instantOf(value) })}
            />
          </span>
        </FormGroup>
      </GridItem>
    </Grid>
  )
}
