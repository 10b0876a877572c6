import {
  checkDocument,
  checkPolicySet,
  type DocumentIssue,
  type FlowgateDocument,
  type InventoryIds,
} from '@flowgate/engine'
import { AppError, type FieldError } from '@flowgate/shared'
import { redefinesBuiltin } from './document-content.read-model.ts'

/** `body.policies[3].rules[0].sources` */
const fieldOf = (path: readonly (string | number)[]): string =>
  `body${path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')}`

const builtinIssues = ({ services }: FlowgateDocument): DocumentIssue[] =>
  services.flatMap((service, index) =>
    redefinesBuiltin(service)
      ? [
          {
            code: 'service_builtin',
            path: ['services', index, 'id'],
            message: `\`${service.id}\` is a service that comes with Flowgate, and it is defined differently there`,
            help: 'give your service another id',
          },
        ]
      : [],
  )

/** Names in the inventory are unique, which a document on its own need not be. */
const inventoryNames = ({ inventory }: FlowgateDocument): DocumentIssue[] =>
  (['sites', 'clusters', 'hosts', 'segments', 'workloads'] as const).flatMap((list) => {
    const seen = new Set<string>()
    return inventory[list].flatMap(({ name }, index): DocumentIssue[] => {
      if (!seen.has(name)) {
        seen.add(name)
        return []
      }
      const path = ['inventory', list, index, 'name']
      return [
        {
          code: 'name_duplicate',
          path,
          message: `the name \`${name}\` is used twice`,
          help: 'give one of them another',
        },
      ]
    })
  })

const refuse = (issues: readonly DocumentIssue[]): void => {
  if (issues.length === 0) return
  throw new AppError('invalid_document', {
    detail: `${issues[0]?.message}${issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''}`,
    errors: issues
      .slice(0, 200)
      .map(({ path, message, help }): FieldError => ({ field: fieldOf(path), message, help })),
    context: { issues: issues.length },
  })
}

/** @throws AppError `invalid_document` with every error found */
export const refuseInvalidDocument = (document: FlowgateDocument): void =>
  refuse([...checkDocument(document), ...builtinIssues(document), ...inventoryNames(document)])

/** The same for a document whose inventory is not applied: its members are looked up in the inventory that there is. */
export const refuseInvalidSet = (document: FlowgateDocument, inventory: InventoryIds): void =>
  refuse([...checkPolicySet(document, inventory), ...builtinIssues(document)])
