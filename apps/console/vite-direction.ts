import type { Plugin } from 'vite'

const ASKED = "getComputedStyle(targetElement).getPropertyValue('direction')"

/**
 * PatternFly asks the browser for the direction of the text whenever a menu, tooltip or navigation is put into the page, and each
 * time the browser has to work out all styles before it can answer: a sixth of the time until the first picture. The console's
 * text runs as the page says, everywhere.
 */
export const knownDirection = (): Plugin => {
  let seen = false
  return {
    name: 'flowgate:known-direction',
    apply: 'build',
    transform: {
      filter: { id: /@patternfly[\\/]react-core[\\/]dist[\\/]esm[\\/]helpers[\\/]util\.js$/ },
      handler: (code) => {
        if (!code.includes(ASKED)) return null
        seen = true
        return { code: code.replace(ASKED, 'document.documentElement.dir'), map: null }
      },
    },
    buildEnd: (error) => {
      if (!error && !seen) throw new Error('PatternFly has changed: see vite-direction.ts')
    },
  }
}
