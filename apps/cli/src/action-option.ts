import type { ruleAction } from '@flowgate/shared'
import { Option } from 'commander'
import type { z } from 'zod'

const WORDS = ['allow', 'deny', 'drop', 'reject', 'jump-to-application'] as const
export type ActionWord = (typeof WORDS)[number]

export const actionOption = (): Option =>
  new Option('--action <action>', 'what the rule does; `deny` is `drop`').choices(WORDS)

/** `deny` is what people say; the rule says `drop`. */
export const toAction = (word: ActionWord): z.infer<typeof ruleAction> => (word === 'deny' ? 'drop' : word)
