/** Codes for texts, counted from 1 in the order of first use; 0 stands for null. Never forgets. */
export class Dictionary {
  readonly #codes = new Map<string, number>()
  readonly texts: string[] = ['']

  get size(): number {
    return this.texts.length
  }

  codeOf(text: string | null): number {
    if (text === null) return 0
    const known = this.#codes.get(text)
    if (known !== undefined) return known
    const code = this.texts.length
    this.#codes.set(text, code)
    this.texts.push(text)
    return code
  }

  /** Undefined for a text that no code was given to. */
  find(text: string): number | undefined {
    return this.#codes.get(text)
  }

  textOf(code: number): string | null {
    return code === 0 ? null : (this.texts[code] ?? null)
  }
}
