/** Texts of errors are for people: that a test fails when a word changes would only make the words hard to improve. */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'messages', {
    shouldIgnore: (path) => {
      if (!path.isStringLiteral() && !path.isTemplateLiteral()) return undefined
      const around = path.parentPath
      if (!around?.isNewExpression()) return undefined
      const { callee } = around.node
      return callee.type === 'Identifier' && callee.name.endsWith('Error') ? 'text of an error' : undefined
    },
  }),
]
