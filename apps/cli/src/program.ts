import { Command, Option } from 'commander'
import { analysisCommands } from './commands/analysis.ts'
import { authCommands } from './commands/auth.ts'
import { documentCommands } from './commands/documents.ts'
import { draftCommands } from './commands/drafts.ts'
import { fleetCommands } from './commands/fleet.ts'
import { flowCommands } from './commands/flows.ts'
import { importCommands } from './commands/import.ts'
import { inventoryCommands } from './commands/inventory.ts'
import { offlineCommands } from './commands/offline.ts'
import { peopleCommands } from './commands/people.ts'
import { policyCommands } from './commands/policies.ts'
import { revisionCommands } from './commands/revisions.ts'
import { ruleCommands } from './commands/rules.ts'
import { securityGroupCommands } from './commands/security-groups.ts'
import { serviceCommands } from './commands/services.ts'
import { testCommands } from './commands/test.ts'
import { EXIT, EXIT_MEANING } from './exit-codes.ts'
import { FORMATS } from './output/printer.ts'

const exitHelp = (): string =>
  [
    '',
    'Exit codes:',
    ...Object.entries(EXIT).map(
      ([name, code]) => `  ${String(code).padEnd(4)}${EXIT_MEANING[name as keyof typeof EXIT]}`,
    ),
    '',
    'Environment:',
    '  FLOWGATE_URL     address of the Manager (default http://127.0.0.1:8080)',
    '  FLOWGATE_TOKEN   API token; wins over what `flowgate login` stored',
    '  FLOWGATE_DEBUG   1 prints stack traces',
  ].join('\n')

export const buildProgram = (version: string): Command => {
  const program = new Command('flowgate')
    .description(
      'Distributed firewall for east-west traffic: author, prove, publish and test policy from the command line.',
    )
    .version(version)
    .addOption(new Option('-o, --output <format>', 'how to print').choices(FORMATS).default('table'))
    .showHelpAfterError('(add --help for what it takes)')
    .showSuggestionAfterError()
    .addHelpText('after', exitHelp)
  authCommands(program)
  securityGroupCommands(program)
  serviceCommands(program)
  policyCommands(program)
  ruleCommands(program)
  draftCommands(program)
  revisionCommands(program)
  testCommands(program)
  inventoryCommands(program)
  fleetCommands(program)
  flowCommands(program)
  documentCommands(program)
  offlineCommands(program)
  analysisCommands(program)
  importCommands(program)
  peopleCommands(program)
  return program
}
