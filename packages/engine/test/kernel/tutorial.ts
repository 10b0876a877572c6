import type { FlowgateDocument } from '../../src/index.ts'
import { document, group, groups, policy, rule } from '../support/documents.ts'
import { type Mismatch, runBatch } from './batch.ts'
import { labInventory } from './estate.ts'
import type { Lab } from './lab.ts'
import { type Probe, probeAgain } from './probe.ts'
import { load } from './ruleset.ts'

/*
 * The first policy that anyone writes: web servers may be asked for pages by everyone and ask the database; nobody else
 * reaches the database, and it cannot be pinged. Checked against what the words say, not against the engine.
 */

const service = (protocol: 'tcp' | 'udp', port: number) => ({
  services: [],
  entries: [{ protocol, sourcePorts: [], destinationPorts: [[port, port]] as const }],
})

const steps: readonly { readonly say: string; readonly made: FlowgateDocument; readonly sees: Sees }[] = [
  {
    say: 'nothing published: everything passes',
    made: tutorialDocument([]),
    sees: { 'web pings db': 'connected', 'other asks db 443': 'connected', 'web asks db 443': 'connected' },
  },
  {
    say: 'the database talks to web servers only',
    made: tutorialDocument([
      rule('web-to-db', {
        sources: groups('web'),
        destinations: groups('db'),
        services: service('tcp', 443),
      }),
      rule('db-closed', { destinations: groups('db'), action: 'reject' }),
    ]),
    sees: { 'web pings db': 'prohibited', 'other asks db 443': 'refused', 'web asks db 443': 'connected' },
  },
  {
    say: 'the same, silently',
    made: tutorialDocument([
      rule('web-to-db', {
        sources: groups('web'),
        destinations: groups('db'),
        services: service('tcp', 443),
      }),
      rule('db-closed', { destinations: groups('db'), action: 'drop' }),
    ]),
    sees: { 'web pings db': 'silent', 'other asks db 443': 'silent', 'web asks db 443': 'connected' },
  },
]

const probe = (
  id: number,
  protocol: Probe['protocol'],
  sender: string,
  from: string,
  toPort: number,
): Probe => ({
  id,
  protocol,
  sender,
  receiver: 'w4',
  from,
  to: '10.77.0.4',
  fromPort: toPort === 0 ? 0 : 30_000 + id,
  toPort,
})

type Sees = Readonly<Record<keyof typeof PROBES, string>>

const PROBES = {
  'web pings db': probe(1, 'icmp', 'w1', '10.77.0.1', 0),
  'other asks db 443': probe(2, 'tcp', 'w5', '10.77.0.5', 443),
  'web asks db 443': probe(3, 'tcp', 'w1', '10.77.0.1', 443),
}

function tutorialDocument(rules: Parameters<typeof policy>[1]): FlowgateDocument {
  return document({
    inventory: labInventory((id) => ({
      tags: [{ scope: 'tier', value: id === 'w1' ? 'web' : id === 'w4' ? 'db' : 'other' }],
    })),
    settings: { defaultAction: 'allow', logDefault: false },
    groups: ['web', 'db'].map((tier) =>
      group(tier, {}, { criteria: { field: 'tag', scope: 'tier', operator: 'equals', values: [tier] } }),
    ),
    policies: rules.length === 0 ? [] : [policy('first', rules)],
  })
}

/** The first-policy tutorial with the real `ping`. */
export async function tutorial(lab: Lab, tell: (line: string) => void): Promise<readonly Mismatch[]> {
  const found: Mismatch[] = []
  for (const [index, { say, made, sees }] of steps.entries()) {
    // Connections of their own for each step: a SYN that left once does not leave again.
    const ofStep = (asked: Probe) => probeAgain(asked, asked.id + index * 10)
    const loaded = await load(lab, made, 1_000_000 + index)
    const { mismatches, outcomes } = await runBatch(lab, loaded, Object.values(PROBES).map(ofStep))
    found.push(...mismatches)
    tell(`tutorial: ${say}`)
    for (const [words, asked] of Object.entries(PROBES)) {
      const expected = sees[words as keyof typeof PROBES]
      const got = outcomes.get(ofStep(asked).id) ?? 'no word'
      tell(`  ${words}: ${got}`)
      if (got !== expected) found.push({ probe: asked, expected: `${words}: ${expected}`, got })
    }
  }
  return found
}
