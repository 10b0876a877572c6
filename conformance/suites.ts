import { classbench } from './suites/classbench.ts'
import { cyclonus } from './suites/cyclonus.ts'
import type { SuiteReport } from './support/report.ts'

/** Every suite under the name of its folder in the data. */
export const suites: readonly { readonly name: string; readonly run: (folder: string) => SuiteReport }[] = [
  { name: '01-policy-cyclonus', run: cyclonus },
  { name: '02-rules-classbench', run: classbench },
]
