import { formatAddress, parseAddress, parseCidr, type Segment, type Workload } from '@flowgate/engine'
import { AppError, type FieldError } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Tx } from '../../platform/db.ts'

const invalid = (detail: string, errors: readonly FieldError[]): AppError =>
  new AppError('invalid_input', { detail, errors })

/** The workload with its addresses in their one text form. @throws AppError `invalid_input` for each that is none */
export const canonicalWorkload = (workload: Workload): Workload => {
  const errors: FieldError[] = []
  const vnicIds = new Set<string>()
  const tags = new Set<string>()
  const vnics = workload.vnics.map((vnic, index) => {
    if (vnicIds.has(vnic.id))
      errors.push({
        field: `body.vnics[${index}].id`,
        message: 'is the id of another vNIC of this workload',
        received: vnic.id,
        help: 'give each vNIC an id of its own',
      })
    vnicIds.add(vnic.id)
    const addresses = vnic.addresses.map((text, at) => {
      const parsed = parseAddress(text)
      if (parsed.ok) return formatAddress(parsed.value)
      const { message, help } = parsed.error
      errors.push({ field: `body.vnics[${index}].addresses[${at}]`, message, received: text, help })
      return text
    })
    return { ...vnic, addresses: [...new Set(addresses)] }
  })
  for (const [index, { scope, value }] of workload.tags.entries()) {
    const text = `${scope}:${value}`
    if (tags.has(text))
      errors.push({
        field: `body.tags[${index}]`,
        message: 'is given twice',
        received: text,
        help: 'keep one',
      })
    tags.add(text)
  }
  if (errors.length > 0) throw invalid('the workload has errors; nothing was changed', errors)
  return { ...workload, vnics, selectiveServices: [...new Set(workload.selectiveServices)] }
}

/** The segment with its subnets in their one text form. @throws AppError `invalid_input` */
export const canonicalSegment = (segment: Segment): Segment => {
  const errors: FieldError[] = []
  const subnets = segment.subnets.map((text, index) => {
    const parsed = parseCidr(text)
    if (parsed.ok) return `${formatAddress(parsed.value.first)}/${parsed.value.prefix}`
    const { message, help } = parsed.error
    errors.push({ field: `body.subnets[${index}]`, message, received: text, help })
    return text
  })
  if (errors.length > 0) throw invalid('the segment has errors; nothing was changed', errors)
  return { ...segment, subnets: [...new Set(subnets)] }
}

const unknownReference = (field: string, kind: string, id: string): FieldError => ({
  field,
  message: `there is no ${kind} with this id`,
  received: id,
  help: `use the id of a ${kind} that exists`,
})

/** @throws AppError `unknown_reference` for hosts, segments and services that do not exist */
export const checkWorkloadReferences = async (
  tx: Tx,
  workload: Workload,
  unknownServices: (ids: readonly string[]) => Promise<readonly string[]>,
): Promise<void> => {
  const errors: FieldError[] = []
  if (workload.host !== null && (await tx.host.count({ where: { id: workload.host } })) === 0)
    errors.push(unknownReference('body.host', 'host', workload.host))
  const wanted = new Set(workload.vnics.flatMap(({ segment }) => (segment === null ? [] : [segment])))
  const found = await tx.segment.findMany({ where: { id: { in: [...wanted] } }, select: { id: true } })
  for (const { id } of found) wanted.delete(id)
  for (const [index, { segment }] of workload.vnics.entries())
    if (segment !== null && wanted.has(segment))
      errors.push(unknownReference(`body.vnics[${index}].segment`, 'segment', segment))
  const missing = new Set(await unknownServices(workload.selectiveServices))
  for (const [index, id] of workload.selectiveServices.entries())
    if (missing.has(id)) errors.push(unknownReference(`body.selectiveServices[${index}]`, 'service', id))
  if (errors.length > 0)
    throw new AppError('unknown_reference', { detail: 'the workload refers to what does not exist', errors })
}

/** Whoever sees only some tags may not make a workload that they could not see. @throws AppError `invalid_input` */
export const checkStaysVisible = (actor: Actor, workload: Workload): void => {
  if (actor.scope.length === 0) return
  if (workload.tags.some(({ scope, value }) => actor.scope.includes(`${scope}:${value}`))) return
  throw invalid('the workload would leave what you may see', [
    {
      field: 'body.tags',
      message: 'has none of the tags that you are responsible for',
      received: workload.tags.map(({ scope, value }) => `${scope}:${value}`).join(', '),
      help: `give it at least one of ${actor.scope.join(', ')}`,
    },
  ])
}
