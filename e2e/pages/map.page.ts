import type { Locator } from '@playwright/test'
import { ConsolePage } from './console.page.ts'

export class MapPage extends ConsolePage {
  /** By its accessible name: `Application shop`. */
  node(name: string): Locator {
    return this.page.locator('.react-flow__node').and(this.page.getByLabel(new RegExp(`^${name}(,|$)`)))
  }
  edge(id: string): Locator {
    return this.page.locator(`.fg-edge[data-id="${id}"]`)
  }
  get nodes(): Locator {
    return this.page.locator('.react-flow__node')
  }
  /** Clicks where the edge lies open, as a hand would. */
  async clickEdge(id: string): Promise<void> {
    const place = await this.edge(id)
      .locator('.fg-edge__hit')
      .evaluate((path) => {
        if (!(path instanceof SVGPathElement)) return null
        const matrix = path.getScreenCTM()
        const length = path.getTotalLength()
        for (let part = 0.5; part < 0.95; part += 0.03) {
          for (const share of [part, 1 - part]) {
            const point = path.getPointAtLength(length * share).matrixTransform(matrix ?? undefined)
            const top = document.elementFromPoint(point.x, point.y)
            if (top?.closest('.fg-edge') === path.closest('.fg-edge')) return { x: point.x, y: point.y }
          }
        }
        return null
      })
    if (place === null) throw new Error(`edge \`${id}\` is covered all over`)
    await this.page.mouse.click(place.x, place.y)
  }
  panel(name: string | RegExp): Locator {
    return this.page.getByRole('complementary', { name })
  }
  get table(): Locator {
    return this.page.getByRole('grid', { name: 'Traffic between nodes' })
  }
  /** Brings all of it into view: what lies outside is not drawn. */
  async fit(): Promise<void> {
    await this.settled()
    await this.page.getByRole('button', { name: 'Fit View' }).click()
  }
  /** Opens or closes a node by the keyboard. */
  async toggle(node: Locator): Promise<void> {
    await node.focus()
    await node.press('Enter')
  }
}
