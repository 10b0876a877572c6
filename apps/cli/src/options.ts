import { type Command, InvalidArgumentError, Option } from 'commander'

/** A whole number within bounds, or a usage error that says which. */
export const integer =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!/^-?\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`Use a whole number from ${least} to ${most}.`)
    return value
  }

export const collect = (text: string, before: readonly string[] = []): string[] => [...before, text]

export const withLimit = (command: Command): Command =>
  command.option('--limit <n>', 'at most this many; 0 shows all', integer(0, 10_000_000), 200)

export const withFilter = (command: Command): Command =>
  withLimit(command)
    .option('-q, --query <text>', 'only what contains this text')
    .option('--sort <field>', 'sort by this field; -field descends')

/** Which policy set a command reads. Without one: the caller's draft where there is one, else what is published. */
export const withView = (command: Command): Command =>
  command
    .addOption(new Option('--published', 'look at the newest revision').conflicts(['revision', 'draft']))
    .addOption(
      new Option('--revision <n>', 'look at this revision')
        .argParser(integer(0, 2_147_483_647))
        .conflicts('draft'),
    )
    .option('--draft <id>', 'look at this draft (`mine` is your own)')

export const withDraft = (command: Command): Command =>
  command.option('--draft <id>', 'the draft to edit', 'mine')

export interface ViewOptions {
  readonly published?: boolean
  readonly revision?: number
  readonly draft?: string
}
export interface FilterOptions {
  readonly limit: number
  readonly query?: string
  readonly sort?: string
}
export const filterQuery = ({ query, sort }: FilterOptions): { q?: string; sort?: string } => ({
  ...(query === undefined ? {} : { q: query }),
  ...(sort === undefined ? {} : { sort }),
})
