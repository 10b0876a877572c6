import { awsVpc } from './suites/aws-vpc.ts'
import { batfish } from './suites/batfish.ts'
import { classbench } from './suites/classbench.ts'
import { cyclonus } from './suites/cyclonus.ts'
import { iptables } from './suites/iptables.ts'
import { nca } from './suites/nca.ts'
import { netpolAnalyzer } from './suites/netpol-analyzer.ts'
import { nsxDfw } from './suites/nsx-dfw.ts'
import type { SuiteReport } from './support/report.ts'

/** Every suite under the name of its folder in the data. */
export const suites: readonly { readonly name: string; readonly run: (folder: string) => SuiteReport }[] = [
  { name: '01-policy-cyclonus', run: cyclonus },
  { name: '01-policy-k8s-netpol-analyzer', run: netpolAnalyzer },
  { name: '01-policy-nca', run: nca },
  { name: '01-policy-nsx-dfw', run: nsxDfw },
  { name: '02-rules-aws-vpc', run: awsVpc },
  { name: '02-rules-batfish', run: batfish },
  { name: '02-rules-iptables', run: iptables },
  { name: '02-rules-classbench', run: classbench },
]
