import {
  buildSnapshot,
  connectivity,
  evaluate,
  explainPacket,
  type FlowgateDocument,
  type Packet,
  type Snapshot,
} from '@flowgate/engine'
import { type Command, Option } from 'commander'
import { addressBook, numberedLines, parsePacketLine } from '../documents/packets.ts'
import { readFlowgateDocument } from '../documents/parse.ts'
import { documentText } from '../documents/print.ts'
import { EXIT } from '../exit-codes.ts'
import { analysed } from '../failure.ts'
import { openInput, readFailure } from '../input.ts'
import { integer } from '../options.ts'
import { lineWriter } from '../output/stream.ts'
import { plural } from '../output/text.ts'

/** Answers each packet in its place; a line that is none gets an `error`, and the command ends with 3. */
const answerLines = async (
  document: FlowgateDocument,
  packets: string,
  answer: (snapshot: Snapshot, packet: Packet, now: number) => object,
): Promise<void> => {
  const snapshot = buildSnapshot(document)
  const find = addressBook(document)
  const out = lineWriter(process.stdout)
  const started = Date.now()
  let bad = 0
  try {
    for await (const [line, text] of numberedLines(openInput(packets))) {
      const parsed = parsePacketLine(text, find)
      if ('error' in parsed) {
        bad += 1
        process.stderr.write(`line ${line}: ${parsed.error}\n`)
        await out.line(JSON.stringify({ line, error: parsed.error }))
        continue
      }
      const { source, destination } = parsed.packet
      const answered = answer(snapshot, parsed.packet, parsed.at ?? started)
      await out.line(JSON.stringify({ line, source, destination, ...answered }))
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === undefined ? error : readFailure(packets, error)
  }
  await out.flush()
  if (bad > 0) process.exitCode = EXIT.invalid
}

const PACKETS_HELP =
  '\nPackets look like\n  {"source":"vm-a","destination":"10.0.0.2","protocol":"tcp","port":443}\n  {"source":"vm-a","destination":"vm-b","protocol":"icmp","type":8}'

/** Where the edits are too many-sided to be compared, the rest is answered. JSON has no whole numbers of any size: `size` is text. */
const explained = (snapshot: Snapshot, packet: Packet, now: number, limit: number): object => {
  try {
    const { verdict, tried, flips } = explainPacket(snapshot, packet, { now, limit })
    return {
      ...verdict,
      tried,
      flips: flips.map(({ edit, size, verdict: { action, decidedAt }, changes }) => ({
        edit,
        size: size.toString(),
        action,
        decidedAt,
        changes,
      })),
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const { verdict, tried } = explainPacket(snapshot, packet, { now, limit: 0 })
    return { ...verdict, tried, flips: [], flipsLeftOut: error.message }
  }
}

export const offlineCommands = (program: Command): void => {
  program
    .command('eval')
    .description('without a Manager: one verdict with its trail for each packet, as NDJSON')
    .requiredOption('--document <file>', 'a Flowgate document, YAML or JSON')
    .requiredOption('--packets <file>', 'packets as NDJSON; - is standard input')
    .addHelpText('after', PACKETS_HELP)
    .action(async ({ document, packets }: { document: string; packets: string }) =>
      answerLines(await readFlowgateDocument(document), packets, (snapshot, packet, now) =>
        evaluate(snapshot, packet, { now }),
      ),
    )

  program
    .command('explain')
    .description(
      'without a Manager: for each packet every rule tried, field by field down to the tag, and what would turn the verdict round, as NDJSON',
    )
    .requiredOption('--document <file>', 'a Flowgate document, YAML or JSON')
    .requiredOption('--packets <file>', 'packets as NDJSON; - is standard input')
    .option('--flips <number>', 'edits to look at, at most; 0 for none', integer(0, 1_000), 8)
    .addHelpText('after', PACKETS_HELP)
    .action(async (options: { document: string; packets: string; flips: number }) =>
      answerLines(await readFlowgateDocument(options.document), options.packets, (snapshot, packet, now) =>
        explained(snapshot, packet, now, options.flips),
      ),
    )

  program
    .command('connectivity')
    .description('without a Manager: what is allowed between every pair of workloads, as NDJSON')
    .requiredOption('--document <file>', 'a Flowgate document, YAML or JSON')
    .action(async ({ document }: { document: string }) => {
      const out = lineWriter(process.stdout)
      const pairs = connectivity(buildSnapshot(await readFlowgateDocument(document)))[Symbol.iterator]()
      for (let next = analysed(() => pairs.next()); next.done !== true; next = analysed(() => pairs.next()))
        await out.line(JSON.stringify(next.value))
      await out.flush()
    })

  program
    .command('validate')
    .description('without a Manager: check a document; every error with its line')
    .argument('<file>', '- is standard input')
    .action(async (file: string) => {
      const { inventory, groups, policies } = await readFlowgateDocument(file)
      const rules = policies.reduce((sum, policy) => sum + policy.rules.length, 0)
      process.stdout.write(
        `valid: ${plural(inventory.workloads.length, 'workload')}, ${plural(groups.length, 'group')}, ${plural(policies.length, 'policy', 'policies')}, ${plural(rules, 'rule')}\n`,
      )
    })

  program
    .command('format')
    .description('without a Manager: print a document in its one canonical form')
    .argument('<file>', '- is standard input')
    .addOption(new Option('--as <format>').choices(['yaml', 'json'] as const).default('yaml'))
    .action(async (file: string, options: { as: 'yaml' | 'json' }) => {
      process.stdout.write(documentText(await readFlowgateDocument(file), options.as))
    })
}
