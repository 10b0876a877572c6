/** One thing wrong with a document. `path` leads to it from the document's root: object keys and list positions. */
export interface DocumentIssue {
  readonly code: string
  readonly path: readonly (string | number)[]
  /** What is wrong: lower case, no full stop, input in backticks. */
  readonly message: string
  /** What would be right. */
  readonly help: string
}

/** Thrown where a document must be valid and is not; `issues` has every error. */
export class InvalidDocumentError extends Error {
  override readonly name = 'InvalidDocumentError'
  readonly issues: readonly DocumentIssue[]

  constructor(issues: readonly DocumentIssue[]) {
    const first = issues[0]
    const where = first === undefined ? '' : `${first.path.join('.')}: ${first.message}`
    super(issues.length > 1 ? `${where} (and ${issues.length - 1} more)` : where)
    this.issues = issues
  }
}

type Path = readonly (string | number)[]
/** Collects issues while a checker walks the document. */
export type Report = (code: string, path: Path, message: string, help: string) => void
