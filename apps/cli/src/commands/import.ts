import { readFileSync } from 'node:fs'
import {
  type BuiltInChain,
  buildSnapshot,
  type ImportResult,
  InvalidDocumentError,
  importCalico,
  importIptables,
  importKubernetes,
  importNsx,
} from '@flowgate/engine'
import { flowgateDocument } from '@flowgate/shared'
import { type Command, Option } from 'commander'
import { readManifests } from '../documents/manifests.ts'
import { documentText } from '../documents/print.ts'
import { pathText, shapeErrors } from '../documents/shape-errors.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure, shortened } from '../failure.ts'
import { readFailure } from '../input.ts'
import { plural } from '../output/text.ts'

interface Options {
  readonly as: 'yaml' | 'json'
}

/** Too much for an importer is the input's fault. */
const bounded = <T>(run: () => T): T => {
  try {
    return run()
  } catch (error) {
    throw error instanceof RangeError ? new Failure(EXIT.invalid, error.message) : error
  }
}

/** The document on standard output; what it does not say, by file and line, on standard error. */
const print = ({ document, gaps }: ImportResult, { as }: Options): void => {
  const shape = flowgateDocument.safeParse(document)
  if (!shape.success)
    throw new Failure(
      EXIT.invalid,
      'what was read makes no valid document',
      shortened(
        shapeErrors(document, shape.error.issues).map(({ path, message }) => `${pathText(path)}: ${message}`),
      ),
    )
  try {
    buildSnapshot(document)
  } catch (error) {
    if (!(error instanceof InvalidDocumentError)) throw error
    throw new Failure(
      EXIT.invalid,
      'what was read makes no valid document',
      shortened(error.issues.map(({ path, message, help }) => `${pathText(path)}: ${message}; ${help}`)),
    )
  }
  process.stdout.write(documentText(document, as))
  for (const { file, line, path, message } of gaps) {
    const place = [file === '' ? null : file, line].filter((each) => each !== null).join(':')
    process.stderr.write(`${[place, path, message].filter((each) => each !== '').join(': ')}\n`)
  }
  const rules = document.policies.reduce((sum, policy) => sum + policy.rules.length, 0)
  process.stderr.write(
    `${plural(document.inventory.workloads.length, 'workload')}, ${plural(document.groups.length, 'group')}, ${plural(rules, 'rule')}; ${plural(gaps.length, 'note')} on what could not be said\n`,
  )
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw readFailure(file, error)
  }
}

const interfaceOf = (text: string, known: Record<string, string[]>): Record<string, string[]> => {
  const [name = '', networks = ''] = text.split('=')
  if (name === '' || networks === '')
    throw new Failure(EXIT.invalid, `--interface was given \`${text}\``, [
      'write --interface eth0=192.168.0.0/24, several networks with commas between',
    ])
  return { ...known, [name]: [...(known[name] ?? []), ...networks.split(',')] }
}

export const importCommands = (program: Command): void => {
  const parent = program
    .command('import')
    .description("without a Manager: another product's policy as a Flowgate document")
    .addHelpText(
      'after',
      '\nThe document goes to standard output, what could not be said to standard error, each with its file and line.',
    )
  const as = () => new Option('--as <format>').choices(['yaml', 'json'] as const).default('yaml')

  parent
    .command('nsx')
    .description('an export of the NSX-T Policy API: machines, segments, groups, services, security policies')
    .argument('<file>', 'JSON')
    .addOption(as())
    .action((file: string, options: Options) => {
      const [source] = readManifests(file)
      if (source === undefined) throw new Failure(EXIT.invalid, `${file} is empty`)
      print(importNsx(source), options)
    })

  parent
    .command('kubernetes')
    .description(
      'manifests: workloads, namespaces, NetworkPolicy, AdminNetworkPolicy, BaselineAdminNetworkPolicy',
    )
    .argument('<folder>', 'every .yaml, .yml and .json below it; or one file')
    .addOption(as())
    .action((folder: string, options: Options) =>
      print(
        bounded(() => importKubernetes(readManifests(folder))),
        options,
      ),
    )

  parent
    .command('calico')
    .description('manifests: workloads, namespaces, and the policies, network sets and tiers of Calico')
    .argument('<folder>', 'every .yaml, .yml and .json below it; or one file')
    .addOption(as())
    .action((folder: string, options: Options) =>
      print(
        bounded(() => importCalico(readManifests(folder))),
        options,
      ),
    )

  parent
    .command('iptables')
    .description('one chain of what iptables-save or ip6tables-save wrote')
    .argument('<file>')
    .addOption(
      new Option('--chain <name>').choices(['INPUT', 'FORWARD', 'OUTPUT'] as const).default('FORWARD'),
    )
    .addOption(
      new Option('--interface <name=networks>', 'what is behind an interface; may be repeated')
        .argParser(interfaceOf)
        .default({}, 'none'),
    )
    .addOption(as())
    .action(
      (
        file: string,
        options: Options & { chain: BuiltInChain; interface: Readonly<Record<string, readonly string[]>> },
      ) => {
        const { chain, interface: interfaces } = options
        print(
          bounded(() => importIptables(textOf(file), file, { chain, interfaces })),
          options,
        )
      },
    )
}
