import type { SourceNode } from '../source.ts'

/* What an API server would refuse, noted at its line. Reading goes on: what a misread part could open is closed where it is read. */

export type Check = (node: SourceNode) => void

export const isObject = (node: SourceNode): boolean =>
  typeof node.value === 'object' && node.value !== null && !Array.isArray(node.value)

/** Keys of an object that are not among those known there. */
export const strangeKeys = (node: SourceNode, known: readonly string[]): readonly string[] =>
  isObject(node)
    ? node
        .entries()
        .map(([key]) => key)
        .filter((key) => !known.includes(key))
    : []

/** An object with these fields and no others. A field's check is for when it is there. */
export const fields =
  (checks: Readonly<Record<string, Check>>, required: readonly string[] = []): Check =>
  (node) => {
    if (!isObject(node)) {
      node.gap(`an object with ${Object.keys(checks).join(', ')} is wanted here`)
      return
    }
    for (const key of strangeKeys(node, Object.keys(checks)))
      node.get(key).gap(`\`${key}\` is no field here; fields are ${Object.keys(checks).join(', ')}`)
    for (const key of required) if (node.get(key).absent) node.gap(`\`${key}\` is missing`)
    for (const [key, check] of Object.entries(checks)) if (!node.get(key).absent) check(node.get(key))
  }

export const listOf =
  (check: Check): Check =>
  (node) => {
    if (!Array.isArray(node.value)) node.gap('a list is wanted here')
    else for (const item of node.items()) check(item)
  }

export const anything: Check = () => undefined

/** A text, of this form where one is given; `what` names the form. */
export const text =
  (form: RegExp | null = null, what = ''): Check =>
  (node) => {
    if (typeof node.value !== 'string') node.gap('a text is wanted here')
    else if (form !== null && !form.test(node.value)) node.gap(`\`${node.value}\` is no ${what}`)
  }

export const oneOf =
  (...choices: readonly string[]): Check =>
  (node) => {
    if (typeof node.value !== 'string' || !choices.includes(node.value))
      node.gap(`\`${String(node.value)}\` is not one of ${choices.join(', ')}`)
  }
