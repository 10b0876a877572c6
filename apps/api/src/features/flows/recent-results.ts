/** Keeps the newest `size` results by key. Results hang on versions, so keys carry them and old ones fall out. */
export class RecentResults<T> {
  readonly #size: number
  readonly #weigh: (value: T) => number
  readonly #values = new Map<string, T>()
  #weight = 0

  /** `weigh` may give values different weights; `size` bounds their sum. */
  constructor(size: number, weigh: (value: T) => number = () => 1) {
    this.#size = size
    this.#weigh = weigh
  }

  get(key: string, make: () => T): T {
    const known = this.#values.get(key)
    if (known !== undefined) {
      this.#values.delete(key)
      this.#values.set(key, known)
      return known
    }
    const made = make()
    this.#values.set(key, made)
    this.#weight += this.#weigh(made)
    for (const [oldest, value] of this.#values) {
      if (this.#weight <= this.#size || oldest === key) break
      this.#values.delete(oldest)
      this.#weight -= this.#weigh(value)
    }
    return made
  }

  /** In place of what is kept under the key; nothing where nothing is. The weight may not change. */
  replace(key: string, value: T): void {
    if (this.#values.has(key)) this.#values.set(key, value)
  }

  clear(): void {
    this.#values.clear()
    this.#weight = 0
  }
}
