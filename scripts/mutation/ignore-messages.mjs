/**
 * Texts of errors and lint findings are for people: that a test fails when a word changes would only make the words hard to
 * improve. What they are about (codes, ids, numbers in them) is mutated like everything else.
 */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'messages', {
    shouldIgnore: (path) => {
      if (!path.isStringLiteral() && !path.isTemplateLiteral()) return undefined
      const around = path.parentPath
      if (!around?.isNewExpression() && !around?.isCallExpression()) return undefined
      const { callee } = around.node
      const named = callee.type === 'MemberExpression' ? callee.property : callee
      const name = named.type === 'Identifier' ? named.name : ''
      if (around.isNewExpression() && name.endsWith('Error')) return 'text of an error'
      const isSentence = path.isTemplateLiteral() || path.node.value.includes(' ')
      return name === 'finding' && isSentence ? 'text of a finding' : undefined
    },
  }),
]
