import { type TestResult, testPacket } from '@flowgate/shared'
import { type Command, Option } from 'commander'
import { contextOf } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { viewOf } from '../lookup/view.ts'
import { integer, type ViewOptions } from '../options.ts'
import { verdictLines } from '../output/verdict.ts'

interface TestOptions extends ViewOptions {
  readonly from: string
  readonly to: string
  readonly ipv6?: boolean
  readonly ipv4?: boolean
  readonly port?: number
  readonly sourcePort?: number
  readonly trail?: boolean
}

type L4 = Parameters<typeof testL4>[0]
const testL4 = (
  l4:
    | { protocol: 'tcp' | 'udp' | 'sctp'; destinationPort: number; sourcePort?: number }
    | { protocol: 'icmp' | 'icmpv6'; type: number },
) => l4

const run = async (l4: L4, options: TestOptions, command: Command): Promise<void> => {
  const { client, print } = contextOf(command)
  // What is enforced is what a test is about, unless another view is named.
  const named = options.draft !== undefined || options.revision !== undefined
  const result: TestResult = await client.call(testPacket, {
    body: {
      view: named ? await viewOf(client, options) : 'published',
      source: options.from,
      destination: options.to,
      l4,
      ...(options.ipv6 ? { family: 'ipv6' as const } : options.ipv4 ? { family: 'ipv4' as const } : {}),
    },
  })
  if (print.format === 'table')
    for (const line of verdictLines(result, options.trail ?? false)) print.line(line)
  else print.done('', result)
  process.exitCode = result.verdict.action === 'allow' ? EXIT.ok : EXIT.negative
}

const common = (command: Command): Command =>
  command
    .requiredOption('--from <endpoint>', 'id or name of a workload, or an address')
    .requiredOption('--to <endpoint>', 'the same')
    .addOption(new Option('--ipv6', 'between IPv6 addresses').conflicts('ipv4'))
    .option('--ipv4', 'between IPv4 addresses')
    .option('--trail', 'print every rule that was tried')
    .addOption(
      new Option('--revision <n>', 'test this revision')
        .argParser(integer(0, 2_147_483_647))
        .conflicts('draft'),
    )
    .option('--draft [id]', 'test this draft instead of what is enforced; your own without an id')

const draftOf = (options: TestOptions & { draft?: string | true }): TestOptions =>
  (options.draft as unknown) === true ? { ...options, draft: 'mine' } : options

export const testCommands = (program: Command): void => {
  const test = program
    .command('test')
    .description('ask the hosts at both ends what happens to a packet; exit code 0 passed, 1 denied')

  common(test.command('ping').description('an ICMP echo request'))
    .addHelpText('after', '\nExample:\n  flowgate test ping --from vm-123 --to vm-456')
    .action((options: TestOptions, command: Command) => {
      const six = options.ipv6 === true
      return run(
        testL4({ protocol: six ? 'icmpv6' : 'icmp', type: six ? 128 : 8 }),
        draftOf(options),
        command,
      )
    })
  for (const protocol of ['tcp', 'udp', 'sctp'] as const) {
    common(test.command(protocol).description(`the first ${protocol.toUpperCase()} packet of a connection`))
      .requiredOption('--port <port>', 'destination port', integer(0, 65_535))
      .option('--source-port <port>', 'source port', integer(0, 65_535))
      .action((options: TestOptions & { port: number }, command: Command) => {
        const source = options.sourcePort === undefined ? {} : { sourcePort: options.sourcePort }
        return run(testL4({ protocol, destinationPort: options.port, ...source }), draftOf(options), command)
      })
  }
}
