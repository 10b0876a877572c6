import { buildSnapshot, evaluate, type FlowgateDocument, type ImportSource } from '../../src/index.ts'

/** Values as if they had been read from one file, each at `line`. */
export const sourcesAt =
  (line: number) =>
  (...values: readonly unknown[]): readonly ImportSource[] =>
    values.map((value) => ({ file: 'test.yaml', value, lineOf: () => line }))

export const pod = (name: string, podIP: string, labels: Readonly<Record<string, string>>) => ({
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels },
  status: { podIP },
})

/** What the imported document does with a TCP packet. */
export const tcpAction = (
  document: FlowgateDocument,
  source: string,
  destination: string,
  destinationPort: number,
) =>
  evaluate(
    buildSnapshot(document),
    { source, destination, l4: { protocol: 'tcp', sourcePort: 40_000, destinationPort } },
    { now: 0 },
  ).action
