import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite'

const chunksOf = (bundle: Rolldown.OutputBundle): readonly Rolldown.OutputChunk[] =>
  Object.values(bundle).filter((one) => one.type === 'chunk')

/**
 * Names what every first page needs in the page itself, so that the browser asks for all of it at once and not only after the
 * entry has run. Styles are only fetched: the entry puts them in their order.
 */
export const preloadFirst = (module: string): Plugin => ({
  name: 'flowgate:preload-first',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle }) => {
      if (!bundle) return []
      const chunks = new Map(chunksOf(bundle).map((chunk) => [chunk.fileName, chunk]))
      const first = [...chunks.values()].find((chunk) => chunk.moduleIds.some((id) => id.endsWith(module)))
      if (!first) throw new Error(`the console has no chunk with ${module}`)
      const files = new Set([first.fileName])
      // A Set is walked in the order of insertion, those added meanwhile included.
      for (const file of files) for (const next of chunks.get(file)?.imports ?? []) files.add(next)
      const styles = new Set(
        [...files].flatMap((file) => [...(chunks.get(file)?.viteMetadata?.importedCss ?? [])]),
      )
      const link = (attrs: Record<string, string>): HtmlTagDescriptor => ({
        tag: 'link',
        attrs,
        injectTo: 'head',
      })
      return [
        ...[...files]
          .filter((file) => !html.includes(file))
          .map((file) => link({ rel: 'modulepreload', crossorigin: '', href: `/${file}` })),
        ...[...styles].map((file) =>
          link({ rel: 'preload', as: 'style', crossorigin: '', href: `/${file}` }),
        ),
      ]
    },
  },
})
