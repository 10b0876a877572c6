import {
  blastRadius,
  buildSnapshot,
  checkAssertions,
  compareSnapshots,
  differenceCertificate,
  type FlowgateDocument,
  type LintFinding,
  lint,
  verifyCertificate,
} from '@flowgate/engine'
import type { Command } from 'commander'
import { readCertificate, writeCertificate } from '../documents/certificate.ts'
import { documentPair } from '../documents/pair.ts'
import { readFlowgateDocument } from '../documents/parse.ts'
import { EXIT } from '../exit-codes.ts'
import { analysed, Failure } from '../failure.ts'
import { lineWriter } from '../output/stream.ts'
import { plural } from '../output/text.ts'

const printAll = async (items: Iterable<unknown>): Promise<void> => {
  const out = lineWriter(process.stdout)
  for (const item of items) await out.line(JSON.stringify(item))
  await out.flush()
}

const note = (text: string): void => void process.stderr.write(`${text}\n`)

/** Each slice is computed when its finding's turn comes. */
function* withSlices(findings: readonly LintFinding[]): Iterable<LintFinding> {
  for (const finding of findings) yield analysed(() => ({ ...finding }))
}

/** Without the slice: reading it computes it, which takes seconds for a rule that meets thousands of others. */
const withoutSlice = (finding: LintFinding): Omit<LintFinding, 'shadow'> => ({
  code: finding.code,
  severity: finding.severity,
  object: finding.object,
  policy: finding.policy,
  message: finding.message,
  help: finding.help,
  related: finding.related,
  ...(finding.deletable === undefined ? {} : { deletable: finding.deletable }),
})

const workloadNamed = ({ inventory: { workloads } }: FlowgateDocument, text: string): string => {
  const found = workloads.find(({ id }) => id === text) ?? workloads.find(({ name }) => name === text)
  if (found === undefined)
    throw new Failure(EXIT.notFound, `the document has no workload \`${text}\``, ['give an id or a name'])
  return found.id
}

export const analysisCommands = (program: Command): void => {
  program
    .command('lint')
    .description(
      'without a Manager: dead, superfluous, contradicting and over-wide rules, and groups, as NDJSON',
    )
    .requiredOption('--document <file>', 'a Flowgate document, YAML or JSON')
    .option(
      '--slices',
      'with the exact part of each rule that never decides, and the fewest rules that hold it',
    )
    .action(async ({ document, slices }: { document: string; slices?: boolean }) => {
      const snapshot = buildSnapshot(await readFlowgateDocument(document))
      const findings = analysed(() => lint(snapshot))
      await printAll(slices === true ? withSlices(findings) : findings.map(withoutSlice))
      note(plural(findings.length, 'finding'))
    })

  program
    .command('assert')
    .description('without a Manager: try every assertion of a document; exit code 1 where one does not hold')
    .requiredOption('--document <file>', 'a Flowgate document, YAML or JSON')
    .action(async ({ document }: { document: string }) => {
      const snapshot = buildSnapshot(await readFlowgateDocument(document))
      const results = analysed(() => checkAssertions(snapshot))
      await printAll(results)
      const open = results.filter(({ result }) => result !== 'holds').length
      note(`${plural(results.length, 'assertion')}, ${open} of them not held up`)
      if (open > 0) process.exitCode = EXIT.negative
    })

  program
    .command('diff')
    .description(
      'without a Manager: every region that fares differently, as NDJSON; exit code 1 where one does',
    )
    .requiredOption('--before <file>', 'a Flowgate document, YAML or JSON')
    .requiredOption('--after <file>', 'another one')
    .option('--certificate <file>', 'also write a certificate that `verify-certificate` tries without trust')
    .action(async (options: { before: string; after: string; certificate?: string }) => {
      const pair = await documentPair(options.before, options.after, note)
      const differences = analysed(() => compareSnapshots(pair.before, pair.after))
      await printAll(differences)
      if (options.certificate !== undefined)
        writeCertificate(options.certificate, differenceCertificate(pair.hashes, differences))
      note(differences.length === 0 ? 'nothing differs' : plural(differences.length, 'region'))
      if (differences.length > 0) process.exitCode = EXIT.negative
    })

  program
    .command('verify-certificate')
    .description(
      'without a Manager: try a certificate of `diff` packet by packet against the definition of a verdict',
    )
    .argument('<certificate>', 'what `diff --certificate` wrote')
    .requiredOption('--before <file>', 'the document before')
    .requiredOption('--after <file>', 'the document after')
    .action(async (file: string, options: { before: string; after: string }) => {
      const certificate = readCertificate(file)
      const pair = await documentPair(options.before, options.after, note)
      for (const side of ['before', 'after'] as const) {
        if (certificate[side] !== pair.hashes[side])
          throw new Failure(EXIT.invalid, `the certificate is about another document than --${side}`, [
            `it names ${certificate[side]}`,
            `${options[side]} is ${pair.hashes[side]}`,
          ])
      }
      const { errors, packets } = analysed(() => verifyCertificate(certificate, pair.before, pair.after))
      if (errors.length > 0) {
        for (const error of errors) process.stdout.write(`wrong: ${error}\n`)
        process.exitCode = EXIT.negative
        return
      }
      process.stdout.write(
        `verified: ${plural(certificate.regions.length, 'region')}, ${plural(packets, 'packet')} on both sides, each for all that nothing tells apart from it\n`,
      )
    })

  program
    .command('blast-radius')
    .description(
      'without a Manager: whom a workload reaches, hop by hop, and the fewest rules that stop it, as JSON',
    )
    .requiredOption('--document <file>', 'a Flowgate document, YAML or JSON')
    .requiredOption('--from <workload>', 'id or name')
    .option('--to <workload>', 'the one to be cut off; every other one without it')
    .action(async (options: { document: string; from: string; to?: string }) => {
      const document = await readFlowgateDocument(options.document)
      const from = workloadNamed(document, options.from)
      const to = options.to === undefined ? {} : { to: workloadNamed(document, options.to) }
      const radius = analysed(() => blastRadius(buildSnapshot(document), from, to))
      process.stdout.write(`${JSON.stringify(radius, null, 2)}\n`)
    })
}
