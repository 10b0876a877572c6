import type { Locator } from '@playwright/test'
import { ConsolePage } from './console.page.ts'

export class PacketTestPage extends ConsolePage {
  get answer(): Locator {
    return this.page.getByRole('region', { name: 'What is enforced' })
  }
  verdict(text: RegExp): Locator {
    return this.answer.getByRole('heading', { name: text })
  }
  async ping(source: string, destination: string): Promise<void> {
    await this.open(`/analyze?source=${source}&destination=${destination}`)
  }
}
